'use client'

import { type CSSProperties, useId, useState } from 'react'
import { z } from 'zod'
import { type Me, Name } from '#server/contracts/accounts.ts'
import { ProblemMessage } from '../feedback/problem-message.tsx'
import { useForm } from '../hooks/use-form.ts'
import { useUpdateProfile } from '../hooks/use-profile.ts'
import { presenceColour } from '../presence/presence-colour.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/text-field.tsx'
import { toast } from '../ui/toast.tsx'

const Look = z.object({ name: Name })
const STOPS = Array.from({ length: 13 }, (_, step) => presenceColour(step * 30)).join(', ')

/** Name and colour, with the cursor that others will see. */
export function LookForm({ me }: { me: Me }) {
  const form = useForm(Look, { name: me.name })
  const [hue, setHue] = useState(me.hue)
  const update = useUpdateProfile()
  const changed = form.values.name !== me.name || hue !== me.hue

  const send = form.submit(({ name }) =>
    update.mutate(
      { name, hue },
      {
        onSuccess: () => toast.note('Everybody sees you so from now on'),
        onError: (error) => form.takeFaults(error),
      },
    ),
  )
  return (
    <form noValidate onSubmit={send} className="mt-8 flex flex-col gap-4">
      <TextField label="Name" autoComplete="name" {...form.field('name')} />
      <HueField hue={hue} onChange={setHue} />
      <CursorPreview name={form.values.name.trim() || me.name} hue={hue} />
      {update.isError ? <ProblemMessage error={update.error} /> : null}
      <Button
        type="submit"
        variant="primary"
        className="mt-1 self-start"
        disabled={!changed}
        busy={update.isPending}
      >
        Save
      </Button>
    </form>
  )
}

function HueField({ hue, onChange }: { hue: number; onChange: (hue: number) => void }) {
  const id = useId()
  const style = { '--stops': STOPS, '--presence': presenceColour(hue) } as CSSProperties
  return (
    <div className="flex flex-col gap-2">
      <label htmlFor={id} className="font-medium text-sm text-soft">
        Colour
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={359}
        value={hue}
        style={style}
        aria-valuetext={`Hue ${hue} of 359`}
        onChange={(event) => onChange(event.target.valueAsNumber)}
        className="hue-slider"
      />
    </div>
  )
}

/** The cursor on light and on dark paper at once: which of them others use is theirs to choose. */
function CursorPreview({ name, hue }: { name: string; hue: number }) {
  const style = { '--presence': presenceColour(hue) } as CSSProperties
  return (
    <div aria-hidden="true" className="grid gap-3 sm:grid-cols-2" style={style}>
      {(['light', 'dark'] as const).map((scheme) => (
        <p
          key={scheme}
          data-paper={scheme}
          className="cursor-preview overflow-hidden rounded-md border border-hairline px-5 pt-8 pb-4 font-serif text-lg"
        >
          The shuttle pass
          <span className="presence-caret">
            <span className="presence-label is-shown">{name.slice(0, 40)}</span>
          </span>
          es through the warp.
        </p>
      ))}
    </div>
  )
}
