import { Info, Layers, TriangleAlert } from 'lucide-react'
import type { ProcessAnswer } from '#server/contracts/processing.ts'

/** What a person should know beside the result; first of all, that it is not the answer that was hoped for. */
export function JobNotes({ answer }: { answer: ProcessAnswer }) {
  const notes = [...new Set(answer.notes)]
  if (notes.length === 0 && !answer.degraded && !answer.similar) return null
  return (
    <ul className="mb-6 flex flex-col gap-2">
      {answer.degraded ? (
        <li className="flex gap-2.5 border-warning border-l-2 bg-warning-wash px-3.5 py-2.5 text-sm">
          <TriangleAlert aria-hidden="true" size={15} className="mt-0.5 shrink-0 text-warning" />
          <span>No provider gave an answer in time, so this is the best that could be had without one.</span>
        </li>
      ) : null}
      {answer.similar ? (
        <li className="flex gap-2.5 border-accent border-l-2 bg-accent-wash px-3.5 py-2.5 text-sm">
          <Layers aria-hidden="true" size={15} className="mt-0.5 shrink-0 text-accent" />
          <span>
            An earlier answer to the same question in other words. If it is not what you asked, say so and it
            is asked anew.
          </span>
        </li>
      ) : null}
      {notes.map((note) => (
        <li key={note} className="flex gap-2.5 border-edge border-l-2 px-3.5 py-1 text-sm text-soft">
          <Info aria-hidden="true" size={15} className="mt-0.5 shrink-0 text-muted" />
          <span>{note}</span>
        </li>
      ))}
    </ul>
  )
}
