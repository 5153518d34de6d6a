'use client'

import { useAttachmentText } from '../../hooks/use-attachments.ts'
import { Skeleton } from '../../ui/skeleton.tsx'

/** The beginning of a text file, as text and nothing else. */
export function TextPreview({ path, name }: { path: `/api/v1/${string}`; name: string }) {
  const text = useAttachmentText(path)
  if (text.isError)
    return <p className="page-file-note">The text cannot be shown just now: {text.error.message}</p>
  if (!text.data) return <Skeleton className="m-3 h-16" />
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
      <section className="page-file-text" aria-label={`Text of ${name}`} tabIndex={0}>
        <pre>{text.data.text}</pre>
      </section>
      {text.data.cut ? (
        <p className="page-file-note">Only the beginning. Download the file to read on.</p>
      ) : null}
    </>
  )
}
