'use client'

import { useMembers } from '../hooks/use-members.ts'
import { Select, type SelectOption } from '../ui/select.tsx'
import { useAddress } from './use-address.ts'

const ANY = 'any'

type AddressFilterProps = {
  /** How the filter is called in the address. */
  name: string
  label: string
  /** What it is called that everything fits. */
  any: string
  options: readonly SelectOption<string>[]
}

/** One filter of a list, which lives in the address. What the address says and the list has not counts as absent. */
export function AddressFilter({ name, label, any, options }: AddressFilterProps) {
  const { get, set } = useAddress()
  const chosen = options.find(({ value }) => value === get(name))
  return (
    <Select
      compact
      label={label}
      value={chosen?.value ?? ANY}
      onChange={(value) => set({ [name]: value === ANY ? undefined : value })}
      options={[{ value: ANY, label: any }, ...options]}
    />
  )
}

/** Whose. Somebody who has left is still asked for, so the filter shows that somebody is. */
export function PersonFilter() {
  const asked = useAddress().get('person')
  const members = useMembers().data
  const known = (members ?? []).map((member) => ({ value: member.userId, label: member.name }))
  const left = asked !== undefined && !known.some(({ value }) => value === asked)
  const missing = left ? [{ value: asked, label: members ? 'Somebody who left' : 'One person' }] : []
  return <AddressFilter name="person" label="Person" any="Everybody" options={[...known, ...missing]} />
}
