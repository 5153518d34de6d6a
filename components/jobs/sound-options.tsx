'use client'

import { useEffect, useRef } from 'react'
import { MEDIA_TYPES_OF } from '#server/contracts/media-kinds.ts'
import { SOUND_FORMATS, SOUND_SIZES } from '#server/contracts/sound-work.ts'
import { HINT_MAX } from '#server/contracts/transcription.ts'
import { useRecordingPeaks } from '../hooks/use-recording-peaks.ts'
import { SegmentedControl } from '../ui/segmented-control.tsx'
import { Select } from '../ui/select.tsx'
import { TextArea } from '../ui/text-area.tsx'
import { TextField } from '../ui/text-field.tsx'
import { CutRange } from './cut-range.tsx'
import type { JobSettings } from './job-settings.ts'
import { momentText, readMoment } from './moment-input.ts'
import { LANGUAGES } from './rewrite-options.tsx'
import type { FieldsProps } from './text-fields.tsx'

// A list takes no empty value for a choice.
const FOUND = 'found'
const SPOKEN = [
  { value: FOUND, label: 'Found by the model' },
  ...LANGUAGES.filter(({ value }) => value.length === 2),
  { value: 'zh', label: 'Chinese' },
]

/** In which language is spoken, and how names in it are spelt. */
export function TranscribeOptions({ draft, faults, change }: FieldsProps) {
  const { settings } = draft
  const set = (next: Partial<JobSettings>): void => change({ settings: { ...settings, ...next } })
  return (
    <>
      <Select
        label="Language spoken"
        value={settings.spoken || FOUND}
        onChange={(spoken) => set({ spoken: spoken === FOUND ? '' : spoken })}
        options={SPOKEN}
      />
      <TextArea
        label="Names and words in it (optional)"
        rows={2}
        placeholder="Weft, Ada Lovelace, warp and weft"
        hint="As they are spelt; the model listens for them."
        value={settings.hint}
        fault={faults.hint}
        aside={`${settings.hint.length} / ${HINT_MAX}`}
        onChange={(event) => set({ hint: event.target.value })}
      />
    </>
  )
}

/** From where to where a recording is cut: on its curve, or typed. */
export function CutOptions({ draft, faults, change }: FieldsProps) {
  const { settings, attachment } = draft
  const set = (next: Partial<JobSettings>): void => change({ settings: { ...settings, ...next } })
  const sounds = attachment && MEDIA_TYPES_OF['cut-media'].includes(attachment.mediaType)
  const recording = useRecordingPeaks(sounds ? attachment : null)
  const seconds = recording.data?.seconds
  const filled = useRef<string>(undefined)
  useEffect(() => {
    // Once for each recording: who empties the field to type another moment is not to find the end in it again.
    if (seconds === undefined || filled.current === attachment?.id) return
    filled.current = attachment?.id
    // Rounded up, since a cut ends with its recording at the latest: nothing of it is left out.
    const end = momentText(Math.ceil(seconds * 10) / 10)
    if (settings.cutTo === '') change({ settings: { ...settings, cutTo: end } })
  })
  return (
    <>
      {sounds ? (
        <CutRange
          recording={recording}
          start={readMoment(settings.cutFrom)}
          end={readMoment(settings.cutTo)}
          onStart={(seconds) => set({ cutFrom: momentText(seconds) })}
          onEnd={(seconds) => set({ cutTo: momentText(seconds) })}
        />
      ) : null}
      <div className="flex flex-wrap gap-x-8">
        <MomentField label="From" field="cutFrom" {...{ settings, set, faults }} />
        <MomentField label="To" field="cutTo" {...{ settings, set, faults }} />
      </div>
      <p className="text-muted text-sm">
        A WAV file is cut exactly, an MP3 between its frames, anything else between the pieces that it is
        packed in.
      </p>
    </>
  )
}

type MomentFieldProps = {
  label: string
  field: 'cutFrom' | 'cutTo'
  settings: JobSettings
  faults: FieldsProps['faults']
  set: (next: Partial<JobSettings>) => void
}

function MomentField({ label, field, settings, faults, set }: MomentFieldProps) {
  return (
    <TextField
      label={label}
      hint="Like 1:23.5"
      inputMode="decimal"
      autoComplete="off"
      className="figures max-w-32"
      value={settings[field]}
      fault={faults[field]}
      onChange={(event) => set({ [field]: event.target.value })}
    />
  )
}

const FORMATS = SOUND_FORMATS.map((format) => ({
  value: format,
  label: { mp3: 'MP3', opus: 'Opus', m4a: 'M4A', wav: 'WAV' }[format],
}))
const SIZES = SOUND_SIZES.map((size) => ({
  value: size,
  label: { small: 'Small, for speech', good: 'Good', best: 'Best, and large' }[size],
}))

/** In which format the sound is wanted, and how large it may be. */
export function TranscodeOptions({ draft, change }: FieldsProps) {
  const { settings } = draft
  const set = (next: Partial<JobSettings>): void => change({ settings: { ...settings, ...next } })
  return (
    <>
      <fieldset>
        <legend className="mb-2 font-medium text-sm text-soft">Format</legend>
        <SegmentedControl
          label="Format"
          value={settings.soundFormat}
          onChange={(soundFormat) => set({ soundFormat })}
          options={FORMATS}
        />
      </fieldset>
      <Select
        label="Size"
        value={settings.soundSize}
        onChange={(soundSize) => set({ soundSize })}
        options={SIZES}
      />
    </>
  )
}
