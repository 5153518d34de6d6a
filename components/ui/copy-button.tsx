'use client'

import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './button.tsx'
import { IconButton } from './icon-button.tsx'

type CopyButtonProps = { text: string; label: string; look?: 'icon' | 'button' }

/** Puts `text` on the clipboard and says so. Where the browser refuses, the text stays selectable beside it. */
export function CopyButton({ text, label, look = 'icon' }: CopyButtonProps) {
  const [copied, setCopied] = useState(false)

  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])

  function copy(): void {
    navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  }

  const icon = copied ? <Check aria-hidden="true" size={14} /> : <Copy aria-hidden="true" size={14} />
  const status = (
    <span role="status" className="sr-only">
      {copied ? 'Copied' : ''}
    </span>
  )
  if (look === 'icon')
    return (
      <>
        <IconButton label={label} size="xs" onClick={copy}>
          {icon}
        </IconButton>
        {status}
      </>
    )
  return (
    <>
      <Button variant="primary" onClick={copy}>
        {icon}
        {copied ? 'Copied' : label}
      </Button>
      {status}
    </>
  )
}
