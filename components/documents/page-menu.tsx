'use client'

import { Ellipsis, PenLine, Trash2 } from 'lucide-react'
import { usePathname, useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { atLeast } from '#server/contracts/actors.ts'
import type { DocumentSummary } from '#server/contracts/documents.ts'
import { toastProblem } from '../feedback/problem-toast.ts'
import { useRestoreDocument, useTrashDocument } from '../hooks/use-documents.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx'
import { toast } from '../ui/toast.tsx'
import { RenameDialog } from './rename-dialog.tsx'
import { untitled } from './untitled.ts'

type PageMenuProps = {
  page: Pick<DocumentSummary, 'id' | 'title' | 'role'>
  size?: 'xs' | 'sm'
  facts?: ReactNode
}

/** What one can do with a page from outside it. Trashing asks nothing, since it can be undone at once. */
export function PageMenu({ page, size = 'xs', facts }: PageMenuProps) {
  const [renaming, setRenaming] = useState(false)
  const router = useRouter()
  const path = usePathname()
  const trash = useTrashDocument()
  const restore = useRestoreDocument()
  const title = untitled(page.title)
  const mayEdit = atLeast(page.role, 'editor')

  function moveToTrash(): void {
    trash.mutate(page.id, {
      onSuccess: () => {
        if (path === `/documents/${page.id}`) router.push('/')
        toast.note(`“${title}” is in the trash`, {
          action: { label: 'Undo', onClick: () => restore.mutate(page.id, { onError: toastProblem }) },
        })
      },
      onError: toastProblem,
    })
  }
  return (
    <>
      <Menu
        align="start"
        trigger={
          <IconButton label={`Actions for ${title}`} size={size}>
            <Ellipsis aria-hidden="true" size={size === 'xs' ? 14 : 17} />
          </IconButton>
        }
      >
        <MenuItem
          disabled={!mayEdit}
          icon={<PenLine aria-hidden="true" size={15} />}
          onSelect={() => setRenaming(true)}
        >
          Rename
        </MenuItem>
        <MenuItem
          danger
          disabled={!mayEdit}
          icon={<Trash2 aria-hidden="true" size={15} />}
          onSelect={moveToTrash}
        >
          Move to trash
        </MenuItem>
        {facts ? (
          <>
            <MenuSeparator />
            {facts}
          </>
        ) : null}
      </Menu>
      <RenameDialog page={page} open={renaming} onOpenChange={setRenaming} />
    </>
  )
}
