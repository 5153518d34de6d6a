'use client'

import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextArea } from '../../ui/text-area.tsx'

const ALT_MAX = 1_000

type ImageDescriptionProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  alt: string
  onSave: (alt: string) => void
}

/** What the image shows, for people who do not see it. */
export function ImageDescription({ open, onOpenChange, alt, onSave }: ImageDescriptionProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Describe the image"
      description="Screen readers read this in its place."
    >
      <DescriptionForm
        alt={alt}
        onSave={(text) => {
          onSave(text)
          onOpenChange(false)
        }}
      />
    </Dialog>
  )
}

function DescriptionForm({ alt, onSave }: Pick<ImageDescriptionProps, 'alt' | 'onSave'>) {
  const [text, setText] = useState(alt)
  function submit(event: FormEvent): void {
    event.preventDefault()
    onSave(text.trim())
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <TextArea
        label="Description"
        rows={3}
        maxLength={ALT_MAX}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit" variant="primary" className="self-end">
        Save
      </Button>
    </form>
  )
}
