'use client'

import type { Editor } from '@tiptap/core'
import { ArrowUpRight, Check, Pencil, Unlink } from 'lucide-react'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { isSafeHref } from '#server/document-model/safe-links.ts'
import { IconButton } from '../../ui/icon-button.tsx'

type LinkEditorProps = { editor: Editor; editing: boolean; onEditing: (editing: boolean) => void }

/** The address of a link: where it leads, and a field to change it. */
export function LinkEditor({ editor, editing, onEditing }: LinkEditorProps) {
  const href: unknown = editor.getAttributes('link').href
  const current = typeof href === 'string' ? href : ''
  if (editing) return <LinkField editor={editor} current={current} onDone={() => onEditing(false)} />
  return (
    <>
      <a
        href={isSafeHref(current) ? current : undefined}
        target="_blank"
        rel="noopener noreferrer nofollow"
        className="flex h-7 max-w-64 items-center gap-1 px-2 text-accent text-sm"
      >
        <span className="truncate">{current}</span>
        <ArrowUpRight aria-hidden="true" size={14} className="shrink-0" />
      </a>
      <IconButton label="Change the link" onClick={() => onEditing(true)}>
        <Pencil aria-hidden="true" size={14} />
      </IconButton>
      <IconButton
        label="Remove the link"
        onClick={() => editor.chain().focus().extendMarkRange('link').unsetLink().run()}
      >
        <Unlink aria-hidden="true" size={14} />
      </IconButton>
    </>
  )
}

function LinkField({ editor, current, onDone }: { editor: Editor; current: string; onDone: () => void }) {
  const [value, setValue] = useState(current)
  const [fault, setFault] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    field.current?.select()
  }, [])

  function submit(event: FormEvent): void {
    event.preventDefault()
    const href = completeHref(value)
    const chain = editor.chain().focus().extendMarkRange('link')
    if (value.trim() === '') chain.unsetLink().run()
    else if (href) chain.setLink({ href }).run()
    else {
      setFault(true)
      return
    }
    onDone()
  }

  return (
    <form onSubmit={submit} className="flex items-center gap-1">
      <input
        ref={field}
        // biome-ignore lint/a11y/noAutofocus: the field was asked for with a key or a press, and Escape leads back
        autoFocus
        inputMode="url"
        aria-label="Address of the link"
        aria-invalid={fault || undefined}
        placeholder="example.org"
        value={value}
        onChange={(event) => {
          setValue(event.target.value)
          setFault(false)
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.stopPropagation()
          onDone()
          editor.commands.focus()
        }}
        className="h-7 w-56 bg-transparent px-2 text-base outline-none placeholder:text-muted aria-invalid:text-danger pointer-coarse:h-10"
      />
      {fault ? (
        <span role="alert" className="text-danger text-xs">
          Not an address
        </span>
      ) : null}
      <IconButton type="submit" label="Set the link">
        <Check aria-hidden="true" size={15} />
      </IconButton>
    </form>
  )
}

/** What a person typed as an address: without a scheme it is a web or mail address. Undefined when it is none. */
export function completeHref(typed: string): string | undefined {
  const text = typed.trim()
  if (isSafeHref(text)) return text
  if (/^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(text)) return `mailto:${text}`
  // A scheme that is not allowed stays refused, whatever stands before it.
  if (/^[a-z][a-z0-9+.-]*:(?!\d)/i.test(text) || !/^[^\s/]+\.[^\s]+$|^localhost([:/]|$)/.test(text))
    return undefined
  const href = `https://${text}`
  return isSafeHref(href) ? href : undefined
}
