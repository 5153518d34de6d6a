import type { ActionItem } from './action-items.ts'
import { cutText } from './cut-text.ts'
import type { ProcessResult, ResultOf } from './processing.ts'
import type { ExtractedValue } from './sorting-kinds.ts'
import type { Entity, EntityType } from './text-kinds.ts'

/** What people call what was found in a text, as the heading of a list. */
export const ENTITY_WORDS: Readonly<Record<EntityType, string>> = {
  person: 'Persons',
  organisation: 'Organisations',
  place: 'Places',
  name: 'Other names',
  date: 'Dates',
  time: 'Times',
  duration: 'Lengths of time',
  money: 'Amounts of money',
  percent: 'Percentages',
  number: 'Numbers',
  email: 'E-mail addresses',
  url: 'Web addresses',
  phone: 'Phone numbers',
  hashtag: 'Hashtags',
  mention: 'Mentions',
}

export const FORMULA_WORDS: Readonly<Record<ResultOf<'readability'>['formulas'][number]['formula'], string>> =
  {
    'flesch-reading-ease': 'Flesch reading ease',
    'flesch-kincaid-grade': 'Flesch-Kincaid grade',
    'gunning-fog': 'Gunning fog',
    smog: 'SMOG',
    lix: 'LIX',
    amstad: 'Flesch after Amstad (German)',
    'fernandez-huerta': 'Fernández Huerta (Spanish)',
  }

const languages = new Intl.DisplayNames('en', { type: 'language' })

/** The findings by type, in the order of the first of each; of equal texts one. */
export function entityGroups(
  entities: readonly Entity[],
): { type: EntityType; label: string; texts: string[] }[] {
  const groups = new Map<EntityType, Set<string>>()
  for (const { type, text } of entities) groups.set(type, (groups.get(type) ?? new Set()).add(text))
  return [...groups].map(([type, texts]) => ({ type, label: ENTITY_WORDS[type], texts: [...texts] }))
}

/** The English name of a language, from its ISO 639-1 code. */
export function languageName(code: string): string {
  return languages.of(code) ?? code
}

/** What was found out about a language, in a sentence. */
export function languageWords({ language, tooShort, alternatives }: ResultOf<'language'>): string {
  if (tooShort) return 'The text is too short to tell its language.'
  const [first] = alternatives
  if (language) return `The text is in ${languageName(language)}.`
  return first
    ? `The language cannot be told for sure; it is most like ${languageName(first.language)}.`
    : 'The language cannot be told.'
}

/** "+0.42", "-1", "0". */
export function signed(score: number): string {
  const rounded = Math.round(score * 100) / 100
  return rounded > 0 ? `+${rounded}` : String(rounded)
}

/** Seconds as people say them: "4.2 seconds", "3:05 minutes", "1:02:07 hours". */
export function lengthWords(seconds: number): string {
  const tenths = Math.round(seconds * 10) / 10
  if (tenths < 60) return `${tenths} seconds`
  const whole = Math.round(seconds)
  const two = (value: number): string => String(value).padStart(2, '0')
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor(whole / 60) % 60
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(whole % 60)} hours`
    : `${minutes}:${two(whole % 60)} minutes`
}

/** "Ben, due Friday": who is to do something and when; empty where neither is known. */
export function actionWords({ owner, due }: Pick<ActionItem, 'owner' | 'due'>): string {
  return [owner, due === null ? null : `due ${due}`].filter((words) => words !== null).join(', ')
}

/** The answer to a question that a text leaves open. */
export const NOT_SAID = 'The text does not say.'

/** The values of a field in a line; a dash where the text has none. */
export function valueWords(values: readonly Pick<ExtractedValue, 'value'>[]): string {
  if (values.length === 0) return '–'
  return values
    .map(({ value }) => (typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value)))
    .join(', ')
}

/** What a transcript is where nobody speaks. */
export const NO_SPEECH = 'No speech was found.'

const GLIMPSE_MAX = 240

/** The first words of a result, for a line in a list. */
export function glimpseOf(result: ProcessResult): string {
  switch (result.kind) {
    case 'summarise':
    case 'improve':
    case 'fix-grammar':
    case 'shorter':
    case 'longer':
    case 'change-tone':
    case 'translate':
    case 'explain':
      return cutText(result.text, GLIMPSE_MAX)
    case 'ocr':
      return cutText(result.text, GLIMPSE_MAX) || 'No text was found.'
    case 'keywords':
      return result.keywords.map(({ term }) => term).join(', ')
    case 'entities':
      return result.entities.length === 0
        ? 'Nothing of what was searched was found.'
        : cutText(
            entityGroups(result.entities)
              .flatMap(({ texts }) => texts)
              .join(', '),
            GLIMPSE_MAX,
          )
    case 'action-items':
      return result.items.length === 0
        ? 'No task was found.'
        : cutText(result.items.map(({ task }) => task).join('; '), GLIMPSE_MAX)
    case 'classify':
      return result.labels.length === 0
        ? 'None of the labels fits.'
        : result.labels.map(({ label }) => label).join(', ')
    case 'extract':
      return cutText(
        result.fields.map(({ name, values }) => `${name}: ${valueWords(values)}`).join('; '),
        GLIMPSE_MAX,
      )
    case 'ask':
      return result.answered ? cutText(result.text, GLIMPSE_MAX) : NOT_SAID
    case 'sentiment':
      return `${result.label.charAt(0).toUpperCase()}${result.label.slice(1)}, ${signed(result.score)}`
    case 'language':
      return languageWords(result)
    case 'readability':
      return `${result.level.charAt(0).toUpperCase()}${result.level.slice(1)}, ${result.words} words`
    case 'convert-image':
    case 'resize-image':
    case 'thumbnail':
    case 'cut-media':
    case 'transcode':
      return result.after.name
    case 'image-metadata':
      return `${result.format}, ${result.width} × ${result.height} pixels`
    case 'read-pdf':
    case 'read-docx':
      return result.title ?? firstText(result) ?? 'No text was found.'
    case 'transcribe':
      return cutText(result.segments.map(({ text }) => text).join(' '), GLIMPSE_MAX) || NO_SPEECH
    case 'probe-media':
      return [result.container, result.seconds === null ? '' : lengthWords(result.seconds)]
        .filter(Boolean)
        .join(', ')
    case 'waveform':
      return lengthWords(result.seconds)
  }
}

function firstText({ blocks }: ResultOf<'read-pdf' | 'read-docx'>): string | undefined {
  for (const block of blocks)
    if ('content' in block && block.content.length > 0)
      return cutText(block.content.map(({ text }) => text).join(''), GLIMPSE_MAX)
  return undefined
}
