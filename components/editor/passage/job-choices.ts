import { type LucideIcon, SlidersHorizontal } from 'lucide-react'
import type { TaskKind } from '#server/contracts/processing.ts'
import type { JobSettings } from '../../jobs/job-settings.ts'
import { KIND_WORDS } from '../../jobs/job-words.ts'
import { fitsKind } from '../../jobs/kind-groups.ts'
import { KIND_ICONS } from '../../jobs/kind-icons.tsx'
import type { TextKind } from '../../jobs/quick-jobs.ts'
import { LANGUAGES, READER_OPTIONS, TONE_OPTIONS } from '../../jobs/rewrite-options.tsx'
import type { Suggested } from '../suggest/suggestion-store.ts'

export type JobChoice = Suggested & {
  icon?: LucideIcon
  kind?: TextKind
  value?: string
  more?: boolean
  /** Opens the form: of this kind, or, where it is null, of whichever is chosen there. */
  form?: TaskKind | null
}

/** The kinds as they stand in the menu: those that write first, since their results take the place of the words. */
const MENU: readonly { group: string; kinds: readonly TextKind[] }[] = [
  { group: 'Write', kinds: ['improve', 'fix-grammar', 'shorter', 'longer', 'change-tone', 'translate'] },
  {
    group: 'Read',
    kinds: [
      'ask',
      'summarise',
      'action-items',
      'explain',
      'keywords',
      'entities',
      'sentiment',
      'readability',
      'language',
    ],
  },
]

/** The kinds that have to be told more than a word: labels, fields. */
const FORM_KINDS = ['classify', 'extract'] as const

/** Opens the form, with every option that the menu does not ask for. */
export const WITH_OPTIONS: JobChoice = {
  ...{ id: 'with-options', group: 'More', label: 'With options ...', icon: SlidersHorizontal, form: null },
}

type Setting = 'language' | 'tone' | 'readers'
type Wish = { setting: Setting; question: string; options: readonly { value: string; label: string }[] }

/** What a kind has to be told before it can start. */
const WISHES: Partial<Record<TextKind, Wish>> = {
  translate: { setting: 'language', question: 'Into which language?', options: LANGUAGES },
  'change-tone': { setting: 'tone', question: 'In which tone?', options: TONE_OPTIONS },
  explain: { setting: 'readers', question: 'For whom?', options: READER_OPTIONS },
}

export function wishOf(kind: TextKind | undefined): Wish | undefined {
  return kind && WISHES[kind]
}

/** True for a kind that has to be told something before it can start. */
export function needsWords(kind: TextKind): boolean {
  return kind === 'ask' || wishOf(kind) !== undefined
}

/** What people ask most; what they type takes the place of these. */
const QUESTIONS = ['What was decided?', 'What is still open?', 'Who is to do what, and by when?']

/** The question that was typed, or some to begin with. */
export function questionChoices(query: string): JobChoice[] {
  const question = query.trim()
  const asked = question === '' ? QUESTIONS : [question]
  return asked.map((value) => ({
    ...{ id: value, group: 'Ask', icon: KIND_ICONS.ask, kind: 'ask' as const, value },
    label: question === '' ? value : `Ask “${value}”`,
  }))
}

/** The kinds that fit what was typed, those that need a form behind them; where none does and it reads like a question, that question. */
export function kindChoices(query: string): JobChoice[] {
  const kinds = [...fittingKinds(query), ...formChoices(query)]
  return kinds.length === 0 && /\S\s+\S|\?\s*$/.test(query) ? questionChoices(query) : kinds
}

function formChoices(query: string): JobChoice[] {
  const wanted = query.trim().toLowerCase()
  const kinds = FORM_KINDS.filter((kind) => fitsKind(kind, query)).map((kind) => ({
    ...{ id: kind, group: 'More', label: `${KIND_WORDS[kind]} ...`, icon: KIND_ICONS[kind], form: kind },
  }))
  return 'with options settings length style form'.includes(wanted) ? [...kinds, WITH_OPTIONS] : kinds
}

function fittingKinds(query: string): JobChoice[] {
  return MENU.flatMap(({ group, kinds }) =>
    kinds
      .filter((kind) => fitsKind(kind, query))
      .map((kind) => ({
        ...{ id: kind, group, label: KIND_WORDS[kind], icon: KIND_ICONS[kind], kind },
        more: needsWords(kind),
      })),
  )
}

/** The answers that fit what was typed; the one given last stands first. */
export function wishChoices(
  { setting, question, options }: Wish,
  settings: JobSettings,
  query: string,
): JobChoice[] {
  const wanted = query.trim().toLowerCase()
  const last = settings[setting]
  return options
    .filter(({ value, label }) => `${label} ${value}`.toLowerCase().includes(wanted))
    .toSorted((a, b) => Number(b.value === last) - Number(a.value === last))
    .map(({ value, label }) => ({ id: value, group: question, label, value }))
}
