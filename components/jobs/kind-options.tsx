'use client'

import { IMAGE_FITS, IMAGE_FORMATS, PDF_PAGES_MAX } from '#server/contracts/media-kinds.ts'
import { OCR_LANGUAGE_WORDS, OCR_LANGUAGES } from '#server/contracts/scan-reading.ts'
import { SUMMARY_LENGTHS, SUMMARY_STYLES, type SummaryLength } from '#server/contracts/text-kinds.ts'
import { SegmentedControl } from '../ui/segmented-control.tsx'
import { Select } from '../ui/select.tsx'
import { Switch } from '../ui/switch.tsx'
import { TextField } from '../ui/text-field.tsx'
import { EntityTypes } from './entity-types.tsx'
import type { JobSettings } from './job-settings.ts'
import { QuestionField } from './question-field.tsx'
import { RewriteOptions } from './rewrite-options.tsx'
import { ClassifyOptions, ExtractOptions } from './sorting-options.tsx'
import { CutOptions, TranscodeOptions, TranscribeOptions } from './sound-options.tsx'
import { type FieldsProps, InstructionField } from './text-fields.tsx'

const FORMATS = IMAGE_FORMATS.map((format) => ({
  value: format,
  label: { png: 'PNG', jpeg: 'JPEG', webp: 'WebP', avif: 'AVIF' }[format],
}))
const FITS = IMAGE_FITS.map((fit) => ({
  value: fit,
  label: { inside: 'Keep all', cover: 'Fill and crop', contain: 'Fill with margins' }[fit],
}))
type Length = SummaryLength | 'other'
const LENGTHS: { value: Length; label: string; words: number }[] = [
  { value: 'short', label: 'Short', words: SUMMARY_LENGTHS.short },
  { value: 'medium', label: 'Medium', words: SUMMARY_LENGTHS.medium },
  { value: 'long', label: 'Long', words: SUMMARY_LENGTHS.long },
]
const STYLES = SUMMARY_STYLES.map((style) => ({
  value: style,
  label: {
    paragraph: 'Running text',
    bullets: 'Points',
    line: 'One sentence',
    newcomer: 'For somebody new to the subject',
  }[style],
}))
const LANGUAGES = OCR_LANGUAGES.map((language) => ({ value: language, label: OCR_LANGUAGE_WORDS[language] }))
const FORMS = [
  { value: 'blocks', label: 'Headings and lists' },
  { value: 'text', label: 'Plain paragraphs' },
] as const

/** The options of the chosen kind; nothing where it has none. */
export function KindOptions(props: FieldsProps) {
  const { draft, change } = props
  const { settings } = draft
  const set = (next: Partial<JobSettings>): void => change({ settings: { ...settings, ...next } })
  switch (draft.kind) {
    case 'summarise':
      return <SummaryOptions {...props} />
    case 'classify':
      return <ClassifyOptions {...props} />
    case 'extract':
      return <ExtractOptions {...props} />
    case 'ask':
      return <QuestionField {...props} />
    case 'action-items':
      return <InstructionField {...props} />
    case 'keywords':
      return (
        <>
          <NumberField {...props} field="count" label="How many" hint="From 3 to 30" />
          <InstructionField {...props} />
        </>
      )
    case 'entities':
      return (
        <EntityTypes value={settings.types} fault={props.faults.types} onChange={(types) => set({ types })} />
      )
    case 'improve':
    case 'fix-grammar':
    case 'shorter':
    case 'longer':
    case 'change-tone':
    case 'translate':
    case 'explain':
      return <RewriteOptions {...props} kind={draft.kind} />
    case 'readability':
      return <NumberField {...props} field="hardest" label="Hardest sentences to show" hint="From 0 to 20" />
    case 'convert-image':
      return (
        <>
          <SegmentedControl
            label="Format"
            value={settings.format}
            onChange={(format) => set({ format })}
            options={FORMATS}
          />
          {settings.format === 'png' ? null : (
            <NumberField
              {...props}
              field="quality"
              label="Quality"
              hint="From 1 to 100; 80 looks like the original"
            />
          )}
        </>
      )
    case 'resize-image':
      return (
        <>
          <div className="flex flex-wrap gap-x-8">
            <NumberField {...props} field="width" label="Width" hint="In pixels; never enlarged" />
            <NumberField
              {...props}
              field="height"
              label="Height (optional)"
              hint="Else it follows the width"
            />
          </div>
          <Select label="Fit" value={settings.fit} onChange={(fit) => set({ fit })} options={FITS} />
        </>
      )
    case 'thumbnail':
      return <NumberField {...props} field="side" label="Side of the square" hint="From 16 to 1024 pixels" />
    case 'ocr':
      return <ScanLanguage {...props} label="Language of the text" />
    case 'read-pdf':
      return (
        <>
          <div className="flex flex-wrap gap-x-8">
            <NumberField {...props} field="from" label="From page" hint={`At most ${PDF_PAGES_MAX} pages`} />
            <NumberField {...props} field="to" label="To page (optional)" hint="Else to the end" />
          </div>
          <SegmentedControl
            label="Result"
            value={settings.as}
            onChange={(as) => set({ as })}
            options={FORMS}
          />
          <ScanLanguage {...props} label="Language of scanned pages" />
        </>
      )
    case 'read-docx':
      return (
        <Switch
          label="Take its pictures too"
          hint="They become files of the page. Otherwise the result names how many were left out."
          checked={settings.images}
          onChange={(images) => set({ images })}
        />
      )
    case 'transcribe':
      return <TranscribeOptions {...props} />
    case 'cut-media':
      return <CutOptions {...props} />
    case 'transcode':
      return <TranscodeOptions {...props} />
    case 'waveform':
      return <NumberField {...props} field="points" label="Points of the curve" hint="From 50 to 1000" />
    default:
      return null
  }
}

/** In which language pictures of text are read. */
function ScanLanguage({ draft, change, label }: FieldsProps & { label: string }) {
  return (
    <Select
      label={label}
      value={draft.settings.scanLanguage}
      onChange={(scanLanguage) => change({ settings: { ...draft.settings, scanLanguage } })}
      options={LANGUAGES}
    />
  )
}

/** How long a summary is to be, by a press or by a number, and in what form. */
function SummaryOptions(props: FieldsProps) {
  const { draft, change } = props
  const { settings } = draft
  const set = (next: Partial<JobSettings>): void => change({ settings: { ...settings, ...next } })
  return (
    <>
      <div className="flex flex-wrap items-start gap-x-8 gap-y-4">
        <SegmentedControl<Length>
          label="Length"
          value={LENGTHS.find(({ words }) => String(words) === settings.words)?.value ?? 'other'}
          onChange={(value) => {
            const length = LENGTHS.find((one) => one.value === value)
            if (length) set({ words: String(length.words) })
          }}
          options={LENGTHS}
        />
        <NumberField {...props} field="words" label="At most this many words" hint="From 20 to 400" />
      </div>
      <Select label="Form" value={settings.style} onChange={(style) => set({ style })} options={STYLES} />
      <InstructionField {...props} />
    </>
  )
}

type NumberFieldProps = FieldsProps & {
  field: 'words' | 'count' | 'hardest' | 'quality' | 'width' | 'height' | 'side' | 'from' | 'to' | 'points'
  label: string
  hint: string
}

function NumberField({ draft, faults, change, field, label, hint }: NumberFieldProps) {
  return (
    <TextField
      label={label}
      type="number"
      inputMode="numeric"
      hint={hint}
      className="figures max-w-32"
      value={draft.settings[field]}
      fault={faults[field]}
      onChange={(event) => change({ settings: { ...draft.settings, [field]: event.target.value } })}
    />
  )
}
