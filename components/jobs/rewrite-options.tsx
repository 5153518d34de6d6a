'use client'

import { languageName } from '#server/contracts/result-words.ts'
import { READERS, type RewriteKind, TONES } from '#server/contracts/rewrite-kinds.ts'
import { Select } from '../ui/select.tsx'
import { TextField } from '../ui/text-field.tsx'
import type { JobSettings } from './job-settings.ts'
import { type FieldsProps, InstructionField } from './text-fields.tsx'

export const TONE_OPTIONS = TONES.map((tone) => ({
  value: tone,
  label: `${tone.charAt(0).toUpperCase()}${tone.slice(1)}`,
}))
export const READER_OPTIONS = READERS.map((readers) => ({
  value: readers,
  label: { newcomer: 'Somebody new to the subject', child: 'A child', specialist: 'A specialist' }[readers],
}))
export const LANGUAGES = [
  ...[
    'ar',
    'cs',
    'da',
    'de',
    'el',
    'en',
    'es',
    'et',
    'fa',
    'fi',
    'fr',
    'he',
    'hi',
    'hu',
    'id',
    'it',
    'ja',
    'ko',
  ],
  ...[
    'lt',
    'lv',
    'nb',
    'nl',
    'pl',
    'pt',
    'pt-BR',
    'ro',
    'ru',
    'sk',
    'sv',
    'th',
    'tr',
    'uk',
    'vi',
    'zh-Hans',
    'zh-Hant',
  ],
]
  .map((value) => ({ value, label: languageName(value) }))
  .sort((a, b) => a.label.localeCompare(b.label, 'en'))

/** The options of a kind that writes a text anew, and a wish in words. */
export function RewriteOptions({ kind, ...props }: FieldsProps & { kind: RewriteKind }) {
  const { draft, faults, change } = props
  const { settings } = draft
  const set = (next: Partial<JobSettings>): void => change({ settings: { ...settings, ...next } })
  return (
    <>
      {kind === 'shorter' || kind === 'longer' ? (
        <TextField
          label="Length in per cent"
          type="number"
          inputMode="numeric"
          hint={
            kind === 'shorter'
              ? 'From 10 to 90, of the length that it has'
              : 'From 110 to 300, of the length that it has'
          }
          className="figures max-w-32"
          value={settings[kind]}
          fault={faults.percent}
          onChange={(event) => set({ [kind]: event.target.value })}
        />
      ) : null}
      {kind === 'change-tone' ? (
        <Select
          label="Tone"
          value={settings.tone}
          onChange={(tone) => set({ tone })}
          options={TONE_OPTIONS}
        />
      ) : null}
      {kind === 'translate' ? (
        <Select
          label="Into"
          value={settings.language}
          onChange={(language) => set({ language })}
          options={LANGUAGES}
          fault={faults.language}
        />
      ) : null}
      {kind === 'explain' ? (
        <Select
          label="For"
          value={settings.readers}
          onChange={(readers) => set({ readers })}
          options={READER_OPTIONS}
        />
      ) : null}
      <InstructionField {...props} />
    </>
  )
}
