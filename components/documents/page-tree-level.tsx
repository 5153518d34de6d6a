'use client'

import { ChevronRight, Plus } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useState } from 'react'
import { atLeast } from '#server/contracts/actors.ts'
import { classNames } from '../ui/class-names.ts'
import { IconButton } from '../ui/icon-button.tsx'
import type { PageNode } from './build-page-tree.ts'
import { PageMenu } from './page-menu.tsx'
import { untitled } from './untitled.ts'

// Deeper levels keep the last indent: a narrow sidebar must still show a few letters of the title.
const INDENT = ['', 'pl-3', 'pl-6', 'pl-9', 'pl-12', 'pl-15', 'pl-18']

type LevelProps = { nodes: readonly PageNode[]; depth: number; onCreateBelow: (parentId: string) => void }

export function PageTreeLevel({ nodes, depth, onCreateBelow }: LevelProps) {
  return (
    <ul>
      {nodes.map((node) => (
        <PageTreeItem key={node.page.id} node={node} depth={depth} onCreateBelow={onCreateBelow} />
      ))}
    </ul>
  )
}

type ItemProps = { node: PageNode; depth: number; onCreateBelow: (parentId: string) => void }

function PageTreeItem({ node, depth, onCreateBelow }: ItemProps) {
  const path = usePathname()
  const href = `/documents/${node.page.id}` as const
  const here = path === href
  const [open, setOpen] = useState(() => holds(node, path))
  const title = untitled(node.page.title)
  const mayEdit = atLeast(node.page.role, 'editor')
  return (
    <li>
      <div
        className={classNames(
          'group flex h-8 items-center rounded-md pr-1 transition-colors pointer-coarse:h-11',
          here ? 'bg-hover' : 'hover:bg-hover focus-within:bg-hover',
          INDENT[Math.min(depth, INDENT.length - 1)],
        )}
      >
        {node.children.length > 0 ? (
          <button
            type="button"
            aria-expanded={open}
            aria-label={`${open ? 'Fold' : 'Unfold'} ${title}`}
            onClick={() => setOpen(!open)}
            className="grid size-6 shrink-0 place-items-center rounded-sm text-muted hover:text-ink"
          >
            <ChevronRight
              aria-hidden="true"
              size={14}
              className={classNames('transition-transform', open && 'rotate-90')}
            />
          </button>
        ) : (
          <span aria-hidden="true" className="grid size-6 shrink-0 place-items-center">
            <span className="size-1 rounded-full bg-edge" />
          </span>
        )}
        <Link
          href={href}
          aria-current={here ? 'page' : undefined}
          className={classNames(
            'min-w-0 flex-1 truncate py-1.5 pl-1 text-base',
            here ? 'font-medium text-ink' : 'text-soft group-hover:text-ink',
          )}
        >
          {title}
        </Link>
        <span className="flex w-0 overflow-hidden opacity-0 focus-within:w-auto focus-within:overflow-visible focus-within:opacity-100 group-hover:w-auto group-hover:opacity-100 has-[[data-popup-open]]:w-auto has-[[data-popup-open]]:opacity-100 pointer-coarse:w-auto pointer-coarse:opacity-100">
          {mayEdit ? <PageMenu page={node.page} /> : null}
          {mayEdit ? (
            <IconButton
              label={`New page below ${title}`}
              size="xs"
              onClick={() => {
                setOpen(true)
                onCreateBelow(node.page.id)
              }}
            >
              <Plus aria-hidden="true" size={14} />
            </IconButton>
          ) : null}
        </span>
      </div>
      {open && node.children.length > 0 ? (
        <PageTreeLevel nodes={node.children} depth={depth + 1} onCreateBelow={onCreateBelow} />
      ) : null}
    </li>
  )
}

/** True when the open page is below this one, so that one sees where one is. */
function holds(node: PageNode, path: string): boolean {
  return node.children.some((child) => path === `/documents/${child.page.id}` || holds(child, path))
}
