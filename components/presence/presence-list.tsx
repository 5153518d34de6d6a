'use client'

import { Sparkles } from 'lucide-react'
import { type CSSProperties, useEffect, useRef, useState } from 'react'
import type { Awareness } from 'y-protocols/awareness'
import type { PresentPerson } from '#server/contracts/collaboration.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Popover } from '../ui/popover.tsx'
import { presenceColour } from './presence-colour.ts'
import { usePresentJobs } from './present-jobs.ts'
import { describeArrivals, otherPeople } from './present-people.ts'

/** So many faces stand in the header; the others are counted. */
const SHOWN = 4
/** People who come and go within this time are announced together. */
const ANNOUNCE_AFTER_MS = 800

function usePresentPeople(awareness: Awareness, myId: string): readonly PresentPerson[] {
  const [people, setPeople] = useState<readonly PresentPerson[]>([])
  useEffect(() => {
    const read = () =>
      setPeople((before) => {
        const now = otherPeople(awareness, myId)
        return JSON.stringify(now) === JSON.stringify(before) ? before : now
      })
    read()
    awareness.on('change', read)
    return () => awareness.off('change', read)
  }, [awareness, myId])
  return people
}

type PresenceListProps = { awareness: Awareness; myId: string }

/** Who else is on the page, people and jobs: faces with their cursor's colour as a ring, a list of names behind them, and a polite
 * word when somebody comes or leaves. */
export function PresenceList({ awareness, myId }: PresenceListProps) {
  const people = usePresentPeople(awareness, myId)
  const jobs = usePresentJobs(awareness)
  const announcement = useAnnouncement(people)
  const rest = people.length - SHOWN
  const names = [...people.map(({ name }) => name), ...jobs.map(({ name }) => `${name}, a job`)]
  return (
    <>
      <p role="status" className="sr-only">
        {announcement}
      </p>
      <p role="status" className="sr-only">
        {jobs.length > 0
          ? `${jobs.map(({ name }) => name).join(' and ')} ${jobs.length > 1 ? 'are' : 'is'} writing`
          : ''}
      </p>
      {names.length === 0 ? null : (
        <Popover
          label="Who is here"
          align="end"
          trigger={
            <button
              type="button"
              aria-label={`Who is here: ${names.join(', ')}`}
              className="flex items-center rounded-full p-0.5 pointer-coarse:h-10 pointer-coarse:min-w-10 pointer-coarse:justify-center"
            >
              {people.slice(0, SHOWN).map((person, index) => (
                <span
                  key={person.id}
                  aria-hidden="true"
                  className={`presence-face ${index > 0 ? '-ml-0.5' : ''} ${index > 1 ? 'max-sm:hidden' : ''}`}
                  style={colourStyle(person)}
                >
                  <Avatar name={person.name} hue={person.hue} avatar={person.avatar} decorative />
                </span>
              ))}
              {rest > 0 ? <More count={rest} className="max-sm:hidden" /> : null}
              {people.length > 2 ? <More count={people.length - 2} className="sm:hidden" /> : null}
              {jobs[0] ? <JobFace hue={jobs[0].hue} className={people.length > 0 ? 'ml-1' : ''} /> : null}
            </button>
          }
        >
          <h2 className="eyebrow">On this page now</h2>
          <ul className="mt-2 flex flex-col gap-2">
            {people.map((person) => (
              <li key={person.id} className="flex items-center gap-2.5">
                <Avatar name={person.name} hue={person.hue} avatar={person.avatar} decorative />
                <span className="min-w-0 flex-1 truncate">{person.name}</span>
                <span
                  aria-hidden="true"
                  className="size-2 rounded-full bg-(--presence)"
                  style={colourStyle(person)}
                />
              </li>
            ))}
            {jobs.map(({ taskId, name, hue, progress }) => (
              <li key={taskId} className="flex items-center gap-2.5">
                <JobFace hue={hue} />
                <span className="min-w-0 flex-1 truncate">{name}</span>
                <span className="text-muted text-xs">{progress ?? 'is writing'}</span>
              </li>
            ))}
          </ul>
        </Popover>
      )}
    </>
  )
}

/** A job has no face of its own: the mark that its results carry, in the colour of its caret. */
function JobFace({ hue, className = '' }: { hue: number; className?: string }) {
  return (
    <span aria-hidden="true" className={`presence-job ${className}`} style={colourStyle({ hue })}>
      <Sparkles size={13} />
    </span>
  )
}

/** How many faces are left out: drawn, since the name of the button lists everybody. */
function More({ count, className }: { count: number; className: string }) {
  return (
    <span
      aria-hidden="true"
      data-count={`+${count}`}
      className={`figures ml-1 text-muted text-xs before:content-[attr(data-count)] ${className}`}
    />
  )
}

function colourStyle({ hue }: Pick<PresentPerson, 'hue'>): CSSProperties {
  return { '--presence': presenceColour(hue) } as CSSProperties
}

function useAnnouncement(people: readonly PresentPerson[]): string {
  const [text, setText] = useState('')
  const told = useRef<readonly PresentPerson[] | undefined>(undefined)
  useEffect(() => {
    const timer = setTimeout(() => {
      // Who was here before us did not come: the first list is no news.
      const news = told.current && describeArrivals(told.current, people)
      told.current = people
      if (news) setText(news)
    }, ANNOUNCE_AFTER_MS)
    return () => clearTimeout(timer)
  }, [people])
  return text
}
