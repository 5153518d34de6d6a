import type { ReferenceField } from '#server/contracts/api-reference.ts'
import { schemaAnchor } from './anchors.ts'

/** Members or parameters, one below the other; those of members stand inside them. */
export function FieldList({ fields, label }: { fields: readonly ReferenceField[]; label: string }) {
  return (
    <ul aria-label={label} className="border-hairline border-t">
      {fields.map((field) => (
        <li
          key={`${field.where ?? ''} ${field.name}`}
          className="border-hairline border-b py-2.5 last:border-b-0"
        >
          <FieldLine field={field} />
          {field.children.length > 0 ? (
            <div className="mt-2 ml-1 border-edge border-l pl-4">
              <FieldList fields={field.children} label={`Members of ${field.name}`} />
            </div>
          ) : null}
        </li>
      ))}
    </ul>
  )
}

function FieldLine({ field }: { field: ReferenceField }) {
  return (
    <>
      <p className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5">
        <code className="break-words font-medium font-mono text-ink text-sm">{field.name}</code>
        <FieldType field={field} />
        {field.where ? <span className="text-muted text-xs">in the {PLACES[field.where]}</span> : null}
        {field.required ? null : <span className="text-muted text-xs">may be left out</span>}
      </p>
      {field.description ? <p className="mt-0.5 text-soft text-sm">{field.description}</p> : null}
      {field.bounds.length > 0 ? (
        <p className="mt-0.5 text-muted text-xs">{field.bounds.join(' · ')}</p>
      ) : null}
    </>
  )
}

const PLACES = { path: 'path', query: 'query', header: 'headers' } as const

/** The type in words, with a link on each schema that it names. */
export function FieldType({ field: { type, schemas } }: { field: Pick<ReferenceField, 'type' | 'schemas'> }) {
  const parts = type.split(/\b/)
  return (
    <span className="break-words font-mono text-muted text-xs">
      {parts.map((part, index) =>
        schemas.includes(part) ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a fixed text never move
          <a key={index} href={`#${schemaAnchor(part)}`} className="text-accent underline underline-offset-2">
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </span>
  )
}
