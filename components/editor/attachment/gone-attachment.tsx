'use client'

import { FileX2, X } from 'lucide-react'
import { IconButton } from '../../ui/icon-button.tsx'

type GoneAttachmentProps = {
  what: 'image' | 'file'
  /** Set for who may edit: takes the empty block out of the page. */
  onRemove?: (() => void) | undefined
}

/** What stands where a file was. The server says the same of what was deleted and of what one may not see. */
export function GoneAttachment({ what, onRemove }: GoneAttachmentProps) {
  return (
    <div className="page-gone" data-drag-handle="">
      <FileX2 aria-hidden="true" size={20} strokeWidth={1.5} className="shrink-0" />
      <p className="min-w-0 flex-1">
        <span className="page-gone-title">This {what} was deleted</span>
        <span className="page-file-facts">
          For good and for everybody, or it is not shared with you any more.
        </span>
      </p>
      {onRemove ? (
        <IconButton label="Remove the empty block" onClick={onRemove}>
          <X aria-hidden="true" size={16} />
        </IconButton>
      ) : null}
    </div>
  )
}
