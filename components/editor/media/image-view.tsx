'use client'

import type { Editor } from '@tiptap/core'
import { NodeViewWrapper, type ReactNodeViewProps, useEditorState } from '@tiptap/react'
import {
  Captions,
  Eraser,
  ExternalLink,
  ImageOff,
  ImagePlay,
  MoreHorizontal,
  Scaling,
  ScanText,
  Trash2,
} from 'lucide-react'
import { useRef, useState } from 'react'
import { IMAGE_KINDS } from '#server/contracts/media-kinds.ts'
import { attachmentPath, imagePercent } from '#server/document-model/image-node.ts'
import { useAttachmentGone } from '../../hooks/use-attachments.ts'
import { isLive, useTask } from '../../hooks/use-tasks.ts'
import { useVisiting } from '../../hooks/visiting.ts'
import { QUICK_FILE_JOBS } from '../../jobs/quick-jobs.ts'
import { classNames } from '../../ui/class-names.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, MenuItem, MenuSeparator, SubMenu } from '../../ui/menu.tsx'
import { EraseAttachmentDialog } from '../attachment/erase-attachment-dialog.tsx'
import { GoneAttachment } from '../attachment/gone-attachment.tsx'
import { JobOffer } from '../offer/job-offer.tsx'
import type { WorkOnFile } from '../offer/work-on-file.ts'
import { ownUndoStep } from '../own-undo-step.ts'
import { ImageDescription } from './image-description.tsx'
import { clampPercent, ImageSizeHandle } from './image-size-handle.tsx'

type ImageViewProps = ReactNodeViewProps & {
  workOnFile: WorkOnFile
}

const OTHER_JOBS = IMAGE_KINDS.filter((kind) => kind !== 'ocr')

/** An image of the page, with what one can do with it. */
export function ImageView({
  node,
  editor,
  selected,
  getPos,
  deleteNode,
  updateAttributes,
  workOnFile,
}: ImageViewProps) {
  const visiting = useVisiting()
  const editable = useEditorState({ editor, selector: ({ editor: current }) => current.isEditable })
  const [broken, setBroken] = useState(false)
  const [asking, setAsking] = useState<'describe' | 'erase'>()
  const [taskId, setTaskId] = useState<string>()
  const [tried, setTried] = useState<number>()
  const figure = useRef<HTMLElement>(null)
  const { attachmentId, alt, width, height, fromTask } = node.attrs
  const chosen = tried ?? imagePercent(node.attrs.widthPercent)
  const path = attachmentPath(attachmentId)
  const size = Number.isInteger(width) && Number.isInteger(height) ? { width, height } : undefined
  // One that is shown is there; its size is taken out of the page when its file is deleted.
  const gone = useAttachmentGone(path, { enabled: broken || !size, mark: String(size !== undefined) })
  // Never larger than it is, nor higher than three quarters of the window.
  const maxWidth = size && `min(${width}px, ${Math.round((75 * width) / height)}vh)`

  function select(): void {
    const position = getPos()
    if (position !== undefined) editor.commands.setNodeSelection(position)
  }

  if (gone)
    return (
      <NodeViewWrapper as="figure" className={classNames('page-file', 'is-gone', selected && 'is-selected')}>
        <GoneAttachment what="image" onRemove={editable ? deleteNode : undefined} />
      </NodeViewWrapper>
    )

  return (
    <NodeViewWrapper
      as="figure"
      className={classNames(
        'page-image',
        selected && 'is-selected',
        chosen === undefined && !size && 'has-unknown-size',
      )}
      ref={figure}
      style={chosen ? { width: `${chosen}%` } : { maxWidth }}
      data-drag-handle=""
    >
      {path && !broken ? (
        // biome-ignore lint/performance/noImgElement: attachments are served as they were uploaded, past no optimiser
        <img
          src={path}
          alt={typeof alt === 'string' ? alt : ''}
          {...(size ?? {})}
          // By this it is found, and its source shown, as that of words is.
          data-task={typeof fromTask === 'string' ? fromTask : undefined}
          loading="lazy"
          onError={() => setBroken(true)}
        />
      ) : (
        <p className="page-image-broken">
          <ImageOff aria-hidden="true" size={18} />
          {alt ? `The image “${alt}” cannot be shown.` : 'This image cannot be shown.'}
        </p>
      )}
      {editable && selected && path && !broken ? (
        <ImageSizeHandle
          percent={chosen ?? drawnPercent(figure.current)}
          figure={figure}
          onTry={setTried}
          onChoose={(widthPercent) => ownUndoStep(editor, () => updateAttributes({ widthPercent }))}
          // The keys, undo among them, are the page's again.
          onDone={() => editor.view.focus()}
        />
      ) : null}
      {taskId ? <ReadingBar taskId={taskId} editor={editor} /> : null}
      {editable && path && !broken && !visiting ? (
        <JobOffer
          {...{ editor, attachmentId, workOnFile }}
          // Which type of picture it is makes no difference to the job.
          mediaType="image/png"
          name={typeof alt === 'string' && alt !== '' ? alt : 'the image'}
          onBegun={setTaskId}
        />
      ) : null}
      {path ? (
        <div className="page-image-menu">
          <Menu
            trigger={
              <IconButton
                label="What to do with this image"
                className="bg-raised/90 shadow-float"
                onMouseDown={select}
              >
                <MoreHorizontal aria-hidden="true" size={16} />
              </IconButton>
            }
          >
            {editable ? (
              <>
                {visiting ? null : (
                  <>
                    <MenuItem
                      icon={<ScanText size={16} />}
                      onSelect={() => void workOnFile('ocr', String(attachmentId)).then(setTaskId)}
                    >
                      Read the text in it
                    </MenuItem>
                    <SubMenu icon={<ImagePlay size={16} />} label="Make of it">
                      {OTHER_JOBS.map((kind) => (
                        <MenuItem key={kind} onSelect={() => void workOnFile(kind, String(attachmentId))}>
                          {QUICK_FILE_JOBS[kind].label}
                        </MenuItem>
                      ))}
                    </SubMenu>
                  </>
                )}
                <MenuItem icon={<Captions size={16} />} onSelect={() => setAsking('describe')}>
                  Describe it
                </MenuItem>
                {chosen ? (
                  <MenuItem
                    icon={<Scaling size={16} />}
                    onSelect={() => updateAttributes({ widthPercent: null })}
                  >
                    Its own size
                  </MenuItem>
                ) : null}
              </>
            ) : null}
            <MenuItem
              icon={<ExternalLink size={16} />}
              onSelect={() => window.open(path, '_blank', 'noopener')}
            >
              Open it alone
            </MenuItem>
            {editable ? (
              <>
                <MenuSeparator />
                <MenuItem icon={<Trash2 size={16} />} onSelect={deleteNode}>
                  Remove from the page
                </MenuItem>
                {visiting ? null : (
                  <MenuItem icon={<Eraser size={16} />} danger onSelect={() => setAsking('erase')}>
                    Delete the file for good
                  </MenuItem>
                )}
              </>
            ) : null}
          </Menu>
        </div>
      ) : null}
      <ImageDescription
        open={asking === 'describe'}
        onOpenChange={(open) => setAsking(open ? 'describe' : undefined)}
        alt={typeof alt === 'string' ? alt : ''}
        onSave={(text) => updateAttributes({ alt: text })}
      />
      <EraseAttachmentDialog
        open={asking === 'erase'}
        onOpenChange={(open) => setAsking(open ? 'erase' : undefined)}
        editor={editor}
        attachmentId={String(attachmentId)}
        what="image"
      />
    </NodeViewWrapper>
  )
}

/** The width of an image for which none was chosen. */
function drawnPercent(figure: HTMLElement | null): number {
  const full = figure?.parentElement?.clientWidth
  return full ? clampPercent((figure.offsetWidth / full) * 100) : 100
}

/** How far the reading has come, on the image itself, until the result stands in the page. */
function ReadingBar({ taskId, editor }: { taskId: string; editor: Editor }) {
  const task = useTask(taskId)
  // The page gets the result before the next look at the job does.
  const here = useEditorState({ editor, selector: ({ editor: current }) => hasResultOf(current, taskId) })
  const [arrived, setArrived] = useState(false)
  if (here && !arrived) setArrived(true)
  if (arrived || !task.data || !isLive(task.data)) return null
  const done = task.data.progress?.done
  return (
    <p role="status" className="page-image-reading">
      <span>{task.data.progress?.note || 'Waiting to be read'}</span>
      <progress value={done} max={1} aria-label="Reading the text" />
    </p>
  )
}

function hasResultOf({ state }: Editor, taskId: string): boolean {
  return state.doc.content.content.some(
    ({ type, attrs }) => type.name === 'jobResult' && attrs.taskId === taskId,
  )
}
