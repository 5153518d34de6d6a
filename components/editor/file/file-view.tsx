'use client'

import { NodeViewWrapper, type ReactNodeViewProps, useEditorState } from '@tiptap/react'
import { Download, Eraser, Eye, EyeOff, MoreHorizontal, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { attachmentPath } from '#server/document-model/image-node.ts'
import { byteWords } from '../../byte-words.ts'
import { useAttachmentGone } from '../../hooks/use-attachments.ts'
import { useVisiting } from '../../hooks/visiting.ts'
import { classNames } from '../../ui/class-names.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { EraseAttachmentDialog } from '../attachment/erase-attachment-dialog.tsx'
import { GoneAttachment } from '../attachment/gone-attachment.tsx'
import { JobOffer } from '../offer/job-offer.tsx'
import type { WorkOnFile } from '../offer/work-on-file.ts'
import { PdfPreview } from '../pdf/pdf-preview.tsx'
import { FileJobs } from './file-jobs.tsx'
import { FILE_ICONS, fileKind, fileKindWords } from './file-kind.ts'
import { MediaPreview } from './media-preview.tsx'
import { TextPreview } from './text-preview.tsx'

type FileViewProps = ReactNodeViewProps & {
  workOnFile: WorkOnFile
}

/** Any file of the page: what it is, a way to have it, and a preview of what browsers can play or show as text. */
export function FileView({ node, editor, selected, deleteNode, workOnFile }: FileViewProps) {
  const visiting = useVisiting()
  const editable = useEditorState({ editor, selector: ({ editor: current }) => current.isEditable })
  const [opened, setOpened] = useState(false)
  const [erasing, setErasing] = useState(false)
  const { attachmentId, mediaType, bytes } = node.attrs
  const name = String(node.attrs.name || 'file')
  const path = attachmentPath(attachmentId)
  const gone = useAttachmentGone(path, { mark: bytes })
  const kind = fileKind(mediaType)
  const Icon = FILE_ICONS[kind]
  const inside = kind === 'text' ? 'text' : kind === 'pdf' ? 'pages' : undefined
  const facts = [fileKindWords(mediaType, name), bytes > 0 ? byteWords(bytes) : undefined]

  if (gone)
    return (
      <NodeViewWrapper as="figure" className={classNames('page-file', 'is-gone', selected && 'is-selected')}>
        <GoneAttachment what="file" onRemove={editable ? deleteNode : undefined} />
      </NodeViewWrapper>
    )

  return (
    <NodeViewWrapper as="figure" className={classNames('page-file', selected && 'is-selected')}>
      <div className="page-file-card" data-drag-handle="">
        <Icon aria-hidden="true" size={22} strokeWidth={1.5} className="shrink-0 text-accent" />
        <span className="min-w-0 flex-1">
          <span className="page-file-name">{name}</span>
          <span className="page-file-facts">{facts.filter(Boolean).join(' · ')}</span>
        </span>
        {inside && path ? (
          <IconButton
            label={`${opened ? 'Hide' : 'Show'} the ${inside} of ${name}`}
            aria-expanded={opened}
            onClick={() => setOpened(!opened)}
          >
            {opened ? <EyeOff aria-hidden="true" size={16} /> : <Eye aria-hidden="true" size={16} />}
          </IconButton>
        ) : null}
        {editable && path && !visiting ? (
          <FileJobs
            name={name}
            mediaType={mediaType}
            onJob={(job) => void workOnFile(job, String(attachmentId))}
          />
        ) : null}
        {path ? (
          <a href={path} download={name} aria-label={`Download ${name}`} className="page-file-download">
            <Download aria-hidden="true" size={16} />
          </a>
        ) : null}
        {editable ? (
          <span className="page-file-remove">
            <Menu
              trigger={
                <IconButton label={`What to do with ${name}`}>
                  <MoreHorizontal aria-hidden="true" size={16} />
                </IconButton>
              }
            >
              <MenuItem icon={<Trash2 size={16} />} onSelect={deleteNode}>
                Remove from the page
              </MenuItem>
              {visiting ? null : (
                <MenuItem icon={<Eraser size={16} />} danger onSelect={() => setErasing(true)}>
                  Delete the file for good
                </MenuItem>
              )}
            </Menu>
          </span>
        ) : null}
      </div>
      {editable && path && !visiting ? (
        <JobOffer {...{ editor, attachmentId, mediaType, name, workOnFile }} />
      ) : null}
      <EraseAttachmentDialog
        open={erasing}
        onOpenChange={setErasing}
        editor={editor}
        attachmentId={String(attachmentId)}
        what="file"
      />
      {path && (kind === 'audio' || kind === 'video') ? (
        <MediaPreview kind={kind} path={path} name={name} />
      ) : null}
      {path && opened && kind === 'text' ? <TextPreview path={path} name={name} /> : null}
      {path && opened && kind === 'pdf' ? <PdfPreview path={path} name={name} /> : null}
    </NodeViewWrapper>
  )
}
