type Fact = { name: string; value: string; note?: string }

/** Facts by name, ruled like a ledger. */
export function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="grid max-w-2xl grid-cols-[minmax(8rem,auto)_1fr] gap-x-6">
      {facts.map(({ name, value, note }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: facts of a finished result never move, and two may have one name
        <div key={index} className="col-span-2 grid grid-cols-subgrid border-hairline border-b py-2">
          <dt className="text-soft">{name}</dt>
          <dd className="figures min-w-0 break-words text-ink">
            {value}
            {note ? <span className="block font-sans text-muted text-xs">{note}</span> : null}
          </dd>
        </div>
      ))}
    </dl>
  )
}
