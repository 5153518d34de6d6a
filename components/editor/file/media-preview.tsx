'use client'

import { useState } from 'react'

type MediaPreviewProps = { kind: 'audio' | 'video'; path: string; name: string }

/** The browser's own player. It takes the type from the server, which takes it from the bytes; only the head is read at first. */
export function MediaPreview({ kind, path, name }: MediaPreviewProps) {
  const [failed, setFailed] = useState(false)
  if (failed)
    return <p className="page-file-note">This browser cannot play it. Download it to hear or see it.</p>
  const player = {
    src: path,
    controls: true,
    preload: 'metadata',
    'aria-label': name,
    onError: () => setFailed(true),
  } as const
  return kind === 'audio' ? (
    <audio {...player} className="page-file-player" />
  ) : (
    <video {...player} playsInline className="page-file-player" />
  )
}
