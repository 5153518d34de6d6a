'use client'

import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import { Plug, Search } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import { needsFfmpeg } from '#server/contracts/media-kinds.ts'
import type { TaskKind } from '#server/contracts/processing.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { KIND_HINTS, KIND_WORDS } from './job-words.ts'
import { searchKinds } from './kind-groups.ts'
import { KIND_ICONS } from './kind-icons.tsx'

type KindPickerProps = {
  value: TaskKind
  onChange: (kind: TaskKind) => void
  compact?: boolean
  /** True where the kind was chosen before: only that one is in sight, until another is wanted. */
  folded?: boolean
  /** The kinds that no engine of this server can do yet. */
  needModel: readonly TaskKind[]
  /** Whether the server has it. */
  ffmpeg: boolean
}

/**
 * What is to be done. A press chooses a kind and folds the list away, so that what the kind asks for is in sight, on a phone
 * too; arrow keys walk through the open list.
 */
export function KindPicker({
  value,
  onChange,
  compact = false,
  folded = false,
  needModel,
  ffmpeg,
}: KindPickerProps) {
  const [state, setState] = useState<'list' | 'given' | 'pressed'>(folded ? 'given' : 'list')
  if (state !== 'list')
    return <ChosenKind kind={value} takeFocus={state === 'pressed'} onOpen={() => setState('list')} />
  const list = { value, compact, onChange, needModel, ffmpeg }
  return <KindList {...list} onChosen={() => setState('pressed')} />
}

type ChosenKindProps = { kind: TaskKind; takeFocus: boolean; onOpen: () => void }

function ChosenKind({ kind, takeFocus, onOpen }: ChosenKindProps) {
  const Icon = KIND_ICONS[kind]
  const change = useRef<HTMLButtonElement>(null)
  // The radio that was pressed is gone; the focus goes on from where it stood.
  useEffect(() => {
    if (takeFocus) change.current?.focus({ preventScroll: true })
  }, [takeFocus])
  return (
    <section
      aria-label="Kind of job"
      className="relative flex items-center gap-3.5 overflow-hidden rounded-lg border border-edge bg-raised py-3 pr-3 pl-4"
    >
      <span aria-hidden="true" className="absolute inset-y-0 left-0 w-0.5 bg-accent" />
      <Icon aria-hidden="true" size={18} strokeWidth={1.75} className="shrink-0 text-accent" />
      <div className="min-w-0 flex-1">
        <p className="display text-lg">{KIND_WORDS[kind]}</p>
        <p className="text-muted text-sm">{KIND_HINTS[kind]}</p>
      </div>
      <Button ref={change} size="sm" onClick={onOpen}>
        Other kinds
      </Button>
    </section>
  )
}

type KindListProps = Required<Omit<KindPickerProps, 'folded'>> & { onChosen: () => void }

function KindList({ value, onChange, compact, needModel, ffmpeg, onChosen }: KindListProps) {
  const [query, setQuery] = useState('')
  const groups = searchKinds(query)
  return (
    <div>
      <SearchBox query={query} onQuery={setQuery} />
      <RadioGroup
        aria-label="Kind of job"
        value={value}
        onValueChange={(next) => onChange(next)}
        className={classNames('flex flex-col', compact ? 'gap-4' : 'gap-6')}
      >
        {groups.map(({ label, kinds }) => (
          <div key={label}>
            <p className="eyebrow mb-2">{label}</p>
            <div
              className={classNames(
                'grid gap-px overflow-hidden rounded-lg border border-edge bg-edge',
                compact ? 'grid-cols-2' : 'sm:grid-cols-2 lg:grid-cols-3',
              )}
            >
              {kinds.map((kind) => (
                <KindChoice
                  key={kind}
                  kind={kind}
                  compact={compact}
                  lacks={
                    needModel.includes(kind) ? 'a model' : !ffmpeg && needsFfmpeg(kind) ? 'ffmpeg' : undefined
                  }
                  onPress={onChosen}
                />
              ))}
              {/* The rest of a last row that is not full. */}
              {restOfRow(kinds.length, compact).map((shown) => (
                <span key={shown} aria-hidden="true" className={`hidden bg-paper ${shown}`} />
              ))}
            </div>
          </div>
        ))}
      </RadioGroup>
      <p role="status" className={groups.length > 0 ? 'sr-only' : 'py-4 text-muted'}>
        {groups.length > 0 ? '' : `No kind of job fits “${query.trim()}”.`}
      </p>
    </div>
  )
}

function SearchBox({ query, onQuery }: { query: string; onQuery: (query: string) => void }) {
  const id = useId()
  return (
    <div className="mb-5 flex items-center gap-2.5 border-field border-b focus-within:border-accent hover:border-ink">
      <Search aria-hidden="true" size={15} className="shrink-0 text-muted" />
      <label htmlFor={id} className="sr-only">
        Search kinds of job
      </label>
      <input
        id={id}
        type="search"
        value={query}
        placeholder="Search: dates, PDF, resize …"
        onChange={(event) => onQuery(event.target.value)}
        onKeyDown={(event) => {
          // Enter would send the form that the picker stands in.
          if (event.key === 'Enter') event.preventDefault()
        }}
        className="h-9 w-full bg-transparent text-base text-ink outline-none placeholder:text-muted"
      />
    </div>
  )
}

type KindChoiceProps = {
  kind: TaskKind
  compact: boolean
  lacks: 'a model' | 'ffmpeg' | undefined
  onPress: () => void
}

function KindChoice({ kind, compact, lacks, onPress }: KindChoiceProps) {
  const Icon = KIND_ICONS[kind]
  const badge = useId()
  return (
    <Radio.Root
      value={kind}
      aria-label={KIND_WORDS[kind]}
      aria-describedby={lacks ? badge : undefined}
      // Arrow keys make a click too, without a pointer: whoever walks through the list keeps it.
      onClick={(event) => event.detail > 0 && onPress()}
      className={classNames(
        '-outline-offset-2 group relative flex cursor-pointer text-left transition-colors',
        'bg-paper hover:bg-raised data-[checked]:bg-raised',
        compact ? 'items-center gap-2.5 px-3 py-2.5' : 'gap-3.5 px-4 py-3.5',
      )}
    >
      <span className="absolute inset-y-0 left-0 w-0.5 bg-transparent group-data-[checked]:bg-accent" />
      <Icon
        aria-hidden="true"
        size={compact ? 15 : 18}
        strokeWidth={1.75}
        className={classNames('shrink-0 text-muted group-data-[checked]:text-accent', compact ? '' : 'mt-1')}
      />
      <span className="min-w-0">
        <span
          className={classNames(
            'block text-soft group-data-[checked]:text-ink',
            compact ? 'font-medium text-sm leading-snug' : 'display text-lg',
          )}
        >
          {KIND_WORDS[kind]}
        </span>
        {compact ? null : <span className="block text-muted text-sm">{KIND_HINTS[kind]}</span>}
        {lacks ? (
          <span id={badge} className="mt-1 flex items-center gap-1 text-warning text-xs">
            <Plug aria-hidden="true" size={11} className="shrink-0" />
            Needs {lacks}
          </span>
        ) : null}
      </span>
    </Radio.Root>
  )
}

/** Where the empty places of the last row are seen, in two columns and, on a desk, in three. */
function restOfRow(kinds: number, compact: boolean): string[] {
  const ofTwo = kinds % 2 === 1
  if (compact) return ofTwo ? ['last:block'] : []
  const first = ofTwo
    ? kinds % 3 === 0
      ? 'sm:block lg:hidden'
      : 'sm:block'
    : kinds % 3 === 0
      ? ''
      : 'lg:block'
  const second = kinds % 3 === 1 ? 'lg:block lg:bg-paper' : ''
  return [first, second].filter((shown) => shown !== '')
}
