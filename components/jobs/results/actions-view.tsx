import { CalendarClock, Check, Circle, UserRound } from 'lucide-react'
import type { ActionItem } from '#server/contracts/action-items.ts'
import type { ResultOf } from '#server/contracts/processing.ts'
import { counted } from '../../number-words.ts'

/** What somebody is to do: who, by when, and the words of the text that say so. */
export function ActionsView({ result: { items, source } }: { result: ResultOf<'action-items'> }) {
  if (items.length === 0) return <p className="text-lg text-soft">No task was found in the text.</p>
  const open = items.filter(({ done }) => !done).length
  return (
    <div className="max-w-2xl">
      <p className="text-muted text-sm">
        <span className="figures">
          {counted(items.length, 'task')}, {open === 0 ? 'all done' : `${open} to do`}
        </span>
      </p>
      <ul className="mt-3 border-hairline border-t">
        {items.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: tasks of a finished result never move, and two may be alike
          <Task key={index} item={item} source={source} />
        ))}
      </ul>
    </div>
  )
}

function Task({ item: { task, owner, due, done, place }, source }: { item: ActionItem; source: string }) {
  const said = place && place.end <= source.length ? source.slice(place.start, place.end) : undefined
  const Sign = done ? Check : Circle
  return (
    <li className="flex gap-3 border-hairline border-b py-3">
      <Sign
        role="img"
        aria-label={done ? 'done' : 'to do'}
        size={16}
        className={done ? 'mt-1.5 shrink-0 text-success' : 'mt-1.5 shrink-0 text-muted'}
      />
      <div className="min-w-0">
        <p className={done ? 'font-serif text-lg text-muted line-through' : 'font-serif text-lg'}>{task}</p>
        {owner === null && due === null ? null : (
          <p className="mt-0.5 flex flex-wrap gap-x-4 text-sm text-soft">
            {owner === null ? null : (
              <span className="flex items-center gap-1.5">
                <UserRound aria-hidden="true" size={13} className="shrink-0 text-accent" />
                {owner}
              </span>
            )}
            {due === null ? null : (
              <span className="flex items-center gap-1.5">
                <CalendarClock aria-hidden="true" size={13} className="shrink-0 text-accent" />
                due {due}
              </span>
            )}
          </p>
        )}
        {said ? (
          <q className="mt-1 block text-muted text-sm">{said.replace(/\s+/g, ' ')}</q>
        ) : place ? null : (
          <p className="mt-1 text-warning text-xs">Its quotation does not stand in the text</p>
        )}
      </div>
    </li>
  )
}
