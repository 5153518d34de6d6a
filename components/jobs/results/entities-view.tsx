'use client'

import { useState } from 'react'
import type { ResultOf } from '#server/contracts/processing.ts'
import { ENTITY_WORDS, entityGroups } from '#server/contracts/result-words.ts'
import type { Entity, EntityType } from '#server/contracts/text-kinds.ts'
import { SHOWN_TEXT_MAX } from '#server/contracts/text-source.ts'
import { classNames } from '../../ui/class-names.ts'

type Family = 'name' | 'time' | 'amount' | 'address'
const FAMILY: Readonly<Record<EntityType, Family>> = {
  person: 'name',
  organisation: 'name',
  place: 'name',
  name: 'name',
  date: 'time',
  time: 'time',
  duration: 'time',
  money: 'amount',
  percent: 'amount',
  number: 'amount',
  email: 'address',
  url: 'address',
  phone: 'address',
  hashtag: 'address',
  mention: 'address',
}
// Told apart by the line below as well as by the colour.
const LOOK: Readonly<Record<Family, string>> = {
  name: 'bg-accent-wash decoration-accent decoration-solid',
  time: 'bg-warning-wash decoration-warning decoration-dashed',
  amount: 'bg-success-wash decoration-success decoration-double',
  address: 'bg-hover decoration-muted decoration-dotted',
}
const MARK = 'rounded-[2px] px-0.5 text-ink underline decoration-2 underline-offset-4'

/** The findings by type, and where they stand in the text. Pressing a finding leaves only its like marked. */
export function EntitiesView({ result }: { result: ResultOf<'entities'> }) {
  const [only, setOnly] = useState<EntityType | null>(null)
  const { entities, source, searched } = result
  const groups = entityGroups(entities)
  if (groups.length === 0)
    return (
      <p className="max-w-[62ch] text-lg text-soft">
        None of these stand in the text: {searched.map((type) => ENTITY_WORDS[type].toLowerCase()).join(', ')}
        .
      </p>
    )
  return (
    <div className="flex max-w-[66ch] flex-col gap-8">
      <ul className="flex flex-col">
        {groups.map(({ type, label, texts }) => (
          <li
            key={type}
            className="border-hairline border-b py-3 first:pt-0 sm:grid sm:grid-cols-[11rem_1fr] sm:gap-4"
          >
            <button
              type="button"
              aria-pressed={only === type}
              onClick={() => setOnly(only === type ? null : type)}
              className="flex items-baseline gap-2 self-start text-left text-sm text-soft hover:text-ink aria-pressed:text-ink"
            >
              <span
                aria-hidden="true"
                className={classNames('size-2.5 shrink-0 rounded-[2px] border', SWATCH[FAMILY[type]])}
              />
              <span className="font-medium">{label}</span>
              <span className="figures text-muted">
                {entities.filter((entity) => entity.type === type).length}
              </span>
            </button>
            <p className="mt-1 break-words font-serif text-lg leading-7 sm:mt-0">{texts.join(' · ')}</p>
          </li>
        ))}
      </ul>
      <div>
        <h2 className="eyebrow mb-3">In the text</h2>
        <p className="whitespace-pre-line break-words font-serif text-lg leading-8">
          <Marked source={source} entities={entities.filter(({ type }) => only === null || type === only)} />
        </p>
        {source.length >= SHOWN_TEXT_MAX ? (
          <p className="mt-3 text-muted text-sm">
            The first {SHOWN_TEXT_MAX.toLocaleString('en')} characters are shown; the lists above cover all.
          </p>
        ) : null}
      </div>
    </div>
  )
}

const SWATCH: Readonly<Record<Family, string>> = {
  name: 'border-accent bg-accent-wash',
  time: 'border-warning bg-warning-wash',
  amount: 'border-success bg-success-wash',
  address: 'border-muted bg-hover',
}

function Marked({ source, entities }: { source: string; entities: readonly Entity[] }) {
  const shown = entities.filter(({ end }) => end <= source.length)
  return (
    <>
      {shown.map((entity, index) => (
        <span key={entity.start}>
          {source.slice(shown[index - 1]?.end ?? 0, entity.start)}
          <mark title={ENTITY_WORDS[entity.type]} className={classNames(MARK, LOOK[FAMILY[entity.type]])}>
            {source.slice(entity.start, entity.end)}
          </mark>
        </span>
      ))}
      {source.slice(shown.at(-1)?.end ?? 0)}
    </>
  )
}
