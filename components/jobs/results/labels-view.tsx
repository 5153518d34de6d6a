import type { ResultOf } from '#server/contracts/processing.ts'

/** The labels that fit with what speaks for each, and those that do not. */
export function LabelsView({ result: { labels, given, agreement } }: { result: ResultOf<'classify'> }) {
  const rest = given.filter((label) => !labels.some((one) => one.label === label))
  return (
    <div className="flex max-w-2xl flex-col gap-6">
      {labels.length === 0 ? (
        <p className="text-lg text-soft">None of the labels fits.</p>
      ) : (
        <ul className="flex flex-col gap-4">
          {labels.map(({ label, quote }) => (
            <li key={label} className="border-accent border-l-2 pl-4">
              <p className="display text-xl">{label}</p>
              {quote === null ? (
                <p className="text-muted text-sm">No passage of the text was named for it.</p>
              ) : (
                <q className="block text-soft">{quote.replace(/\s+/g, ' ')}</q>
              )}
            </li>
          ))}
        </ul>
      )}
      <p className="text-muted text-sm">
        {agreement === null
          ? 'Read once, so nothing tells how sure that is.'
          : agreement === 1
            ? 'Two readings, with the labels in different orders, agree.'
            : `Two readings agree on ${Math.round(agreement * 100)} % only.`}
        {rest.length > 0 ? ` Not chosen: ${rest.join(', ')}.` : ''}
      </p>
    </div>
  )
}
