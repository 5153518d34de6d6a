'use client'

import { atLeast, type DocumentRole } from '#server/contracts/actors.ts'
import { untitled } from '../documents/untitled.ts'
import { useDocuments } from '../hooks/use-documents.ts'
import { Select } from '../ui/select.tsx'

const NONE = 'none'

type PagePickerProps = {
  label: string
  value: string | null
  onChange: (id: string | null) => void
  /** What one must be allowed to do on the page. */
  least: DocumentRole
  /** Offers "no page" as a choice, in these words. */
  none?: string
  /** Pages that are not offered. */
  without?: readonly string[]
  fault?: string | undefined
}

/** One of the pages that one may use, the last edited first. */
export function PagePicker({ label, value, onChange, least, none, without = [], fault }: PagePickerProps) {
  const documents = useDocuments()
  const pages = (documents.data?.items ?? [])
    .filter((page) => atLeast(page.role, least) && !without.includes(page.id))
    .toSorted((a, b) => b.editedAt.localeCompare(a.editedAt))
    .map((page) => ({ value: page.id, label: untitled(page.title) }))
  const options = none ? [{ value: NONE, label: none }, ...pages] : pages
  const placeholder = documents.isPending
    ? 'Loading pages'
    : pages.length === 0
      ? without.length > 0
        ? 'There is no other page'
        : 'There is no page yet'
      : 'Choose a page'
  return (
    <Select
      label={label}
      value={value ?? (none ? NONE : null)}
      onChange={(next) => onChange(next === NONE ? null : next)}
      options={options}
      placeholder={placeholder}
      disabled={options.length === 0}
      fault={fault}
    />
  )
}
