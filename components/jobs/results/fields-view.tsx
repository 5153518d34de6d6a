import { CircleAlert, Quote } from 'lucide-react'
import type { ResultOf } from '#server/contracts/processing.ts'
import { valueWords } from '#server/contracts/result-words.ts'
import type { ExtractedValue } from '#server/contracts/sorting-kinds.ts'

/** What a text says for each field, with what speaks for every value. */
export function FieldsView({ result: { fields, source } }: { result: ResultOf<'extract'> }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever uses a keyboard must be able to scroll a wide table
    <section className="max-w-3xl overflow-x-auto" aria-label="Table" tabIndex={0}>
      <table className="w-full border-collapse text-left">
        <thead>
          <tr className="eyebrow border-hairline border-b">
            <th className="py-2 pr-6 font-normal">Field</th>
            <th className="py-2 font-normal">Value</th>
          </tr>
        </thead>
        <tbody>
          {fields.map(({ name, values }) => (
            <tr key={name} className="border-hairline border-b align-top">
              <th scope="row" className="w-1/3 py-2.5 pr-6 font-normal text-soft">
                {name}
              </th>
              <td className="py-2.5">
                {values.length === 0 ? <span className="text-muted">– not said</span> : null}
                <ul className="flex flex-col gap-2">
                  {values.map((value, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: values of a finished result never move
                    <li key={index}>
                      <span className="font-serif text-lg">{valueWords([value])}</span>
                      <Evidence value={value} source={source} />
                    </li>
                  ))}
                </ul>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Evidence({ value: { evidence, place }, source }: { value: ExtractedValue; source: string }) {
  if (evidence === 'none')
    return (
      <span className="flex items-center gap-1.5 text-warning text-xs">
        <CircleAlert aria-hidden="true" size={12} className="shrink-0" />
        Not in the text
      </span>
    )
  const said =
    place && place.end <= source.length ? source.slice(place.start, place.end).replace(/\s+/g, ' ') : ''
  if (evidence === 'text' || said === '') return null
  return (
    <span className="flex items-start gap-1.5 text-muted text-sm">
      <Quote aria-hidden="true" size={12} className="mt-1 shrink-0" />
      <span>from “{said}”</span>
    </span>
  )
}
