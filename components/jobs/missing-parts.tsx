import { TriangleAlert } from 'lucide-react'
import {
  type AnswerParts,
  coverageWords,
  extentWords,
  isPartial,
  type MissingPart,
} from '#server/contracts/text-parts.ts'

/** What a result leaves out of its text, before the result itself: nobody reads a part as the whole. */
export function MissingParts({ parts }: { parts: AnswerParts | undefined }) {
  if (!isPartial(parts)) return null
  return (
    <section
      aria-label="Missing parts"
      className="mb-6 border-warning border-l-2 bg-warning-wash px-4 py-3 text-sm"
    >
      <p className="flex items-baseline gap-2.5">
        <TriangleAlert aria-hidden="true" size={15} className="shrink-0 translate-y-0.5 text-warning" />
        <span>
          <strong className="font-medium">{coverageWords(parts)}</strong> of the{' '}
          {parts.missing.some(({ unit }) => unit === 'seconds') ? 'recording' : 'text'} are in this result.
          Missing:
        </span>
      </p>
      <ul className="mt-2 flex flex-col gap-1.5 pl-6.5">
        {parts.missing.map((part) => (
          <li key={part.part}>
            <PlaceOf part={part} />
          </li>
        ))}
      </ul>
      <p className="mt-2.5 pl-6.5 text-soft">
        The finished parts are kept; trying the missing ones asks for no other. In a page, the gap is named at
        the head of the result.
      </p>
    </section>
  )
}

function PlaceOf({ part: missing }: { part: MissingPart }) {
  const { part, heading, begins, reason, unit } = missing
  if (unit === 'pages')
    return (
      <>
        <span className="font-medium">Page {missing.start}</span>
        <span className="block text-soft">{reason}</span>
      </>
    )
  return (
    <>
      <span className="font-medium">
        Part {part}
        {heading === null ? '' : `, “${heading}”`}
      </span>{' '}
      <span className="figures ml-1 text-muted text-xs">{extentWords(missing)}</span>
      <span className="block text-soft">
        {heading === null && begins !== '' ? `“${begins}”: ` : ''}
        {reason}
      </span>
    </>
  )
}
