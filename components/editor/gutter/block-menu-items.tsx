'use client'

import type { Editor } from '@tiptap/core'
import {
  ArrowDown,
  ArrowUp,
  Code,
  Copy,
  Heading1,
  Heading2,
  Heading3,
  Link2,
  List,
  ListChecks,
  ListOrdered,
  type LucideIcon,
  Pilcrow,
  Quote,
  Repeat2,
  Sparkles,
  Trash2,
} from 'lucide-react'
import { useVisiting } from '../../hooks/visiting.ts'
import { ShortcutKeys } from '../../keyboard/shortcut-keys.tsx'
import { SHORTCUTS } from '../../keyboard/shortcuts.ts'
import { MenuItem, MenuSeparator, SubMenu } from '../../ui/menu.tsx'
import { copyLinkToBlock } from '../anchor/show-block.ts'
import { type BlockRange, nodesIn } from './block-range.ts'
import { deleteBlocks, duplicateBlocks, isPendingResult, stepBlocks } from './run-block-action.ts'
import { type BlockKind, kindOf, turnInto } from './turn-into.ts'

const KINDS: readonly { kind: BlockKind; label: string; icon: LucideIcon }[] = [
  { kind: 'text', label: 'Text', icon: Pilcrow },
  { kind: 'heading-1', label: 'Heading 1', icon: Heading1 },
  { kind: 'heading-2', label: 'Heading 2', icon: Heading2 },
  { kind: 'heading-3', label: 'Heading 3', icon: Heading3 },
  { kind: 'bullets', label: 'Bulleted list', icon: List },
  { kind: 'numbers', label: 'Numbered list', icon: ListOrdered },
  { kind: 'to-do', label: 'To-do list', icon: ListChecks },
  { kind: 'quote', label: 'Quote', icon: Quote },
  { kind: 'code', label: 'Code block', icon: Code },
]

/** What the menu can ask of the page around the editor: a job about the block. */
export type BlockJobs = { askAboutBlock(range: BlockRange): void }

type BlockMenuItemsProps = { editor: Editor; range: BlockRange; jobs: BlockJobs }

/** What one can do with a block as a whole. */
export function BlockMenuItems({ editor, range, jobs }: BlockMenuItemsProps) {
  const visiting = useVisiting()
  const now = kindOf(editor.state, range)
  const pending = isPendingResult(editor.state, range)
  const text = nodesIn(editor.state.doc, range)
    .map((node) => node.textBetween(0, node.content.size, '\n\n'))
    .join('\n\n')
    .trim()
  return (
    <>
      {now ? (
        <SubMenu icon={<Repeat2 aria-hidden="true" size={16} />} label="Turn into">
          {KINDS.filter(({ kind }) => kind !== now).map(({ kind, label, icon: Icon }) => (
            <MenuItem
              key={kind}
              icon={<Icon aria-hidden="true" size={16} />}
              onSelect={() => turnInto(editor, range, kind)}
            >
              {label}
            </MenuItem>
          ))}
        </SubMenu>
      ) : null}
      {pending ? null : (
        <MenuItem
          icon={<Copy aria-hidden="true" size={16} />}
          onSelect={() => duplicateBlocks(editor, range)}
        >
          Duplicate
        </MenuItem>
      )}
      <MenuItem
        icon={<ArrowUp aria-hidden="true" size={16} />}
        shortcut={<ShortcutKeys keys={SHORTCUTS.moveUp.keys} />}
        onSelect={() => stepBlocks(editor, 'up', range)}
      >
        Move up
      </MenuItem>
      <MenuItem
        icon={<ArrowDown aria-hidden="true" size={16} />}
        shortcut={<ShortcutKeys keys={SHORTCUTS.moveDown.keys} />}
        onSelect={() => stepBlocks(editor, 'down', range)}
      >
        Move down
      </MenuItem>
      <MenuItem
        icon={<Link2 aria-hidden="true" size={16} />}
        onSelect={() => copyLinkToBlock(editor, range.from)}
      >
        Copy link to block
      </MenuItem>
      {text === '' || pending || visiting ? null : (
        <>
          <MenuSeparator />
          <MenuItem
            icon={<Sparkles aria-hidden="true" size={16} className="text-accent" />}
            onSelect={() => jobs.askAboutBlock(range)}
          >
            Ask a job…
          </MenuItem>
        </>
      )}
      <MenuSeparator />
      <MenuItem
        danger
        icon={<Trash2 aria-hidden="true" size={16} />}
        onSelect={() => deleteBlocks(editor, range)}
      >
        Delete
      </MenuItem>
    </>
  )
}
