import type { Editor, Range } from '@tiptap/core'
import {
  Code,
  Heading1,
  Heading2,
  Heading3,
  Image,
  Info,
  List,
  ListChecks,
  ListCollapse,
  ListOrdered,
  type LucideIcon,
  Minus,
  Paperclip,
  Pilcrow,
  Quote,
  Table,
} from 'lucide-react'
import { insertBlock } from '../insert-block.ts'
import { newTable } from '../table/table-actions.ts'
import type { PageActions, SlashItem } from './slash-item.ts'
import { SLASH_JOBS } from './slash-jobs.ts'

const heading = (level: 1 | 2 | 3, icon: LucideIcon): SlashItem => ({
  id: `heading-${level}`,
  group: 'Text',
  label: `Heading ${level}`,
  words: [`h${level}`, 'title', 'section'],
  icon,
  shortcut: '#'.repeat(level),
  run: (editor) => editor.chain().focus().setNode('heading', { level }).run(),
})

export const SLASH_ITEMS: readonly SlashItem[] = [
  {
    id: 'text',
    group: 'Text',
    label: 'Text',
    words: ['paragraph', 'plain'],
    icon: Pilcrow,
    run: (editor) => editor.chain().focus().setParagraph().run(),
  },
  heading(1, Heading1),
  heading(2, Heading2),
  heading(3, Heading3),
  {
    id: 'quote',
    group: 'Text',
    label: 'Quote',
    words: ['blockquote', 'citation'],
    icon: Quote,
    shortcut: '>',
    run: (editor) => editor.chain().focus().toggleBlockquote().run(),
  },
  {
    id: 'code',
    group: 'Text',
    label: 'Code block',
    words: ['pre', 'monospace', 'snippet'],
    icon: Code,
    shortcut: '```',
    run: (editor) => editor.chain().focus().toggleCodeBlock().run(),
  },
  {
    id: 'callout',
    group: 'Text',
    label: 'Callout',
    words: ['note', 'tip', 'warning', 'danger', 'info', 'admonition', 'box'],
    icon: Info,
    run: (editor) => editor.chain().focus().wrapIn('callout').run(),
  },
  {
    id: 'divider',
    group: 'Text',
    label: 'Divider',
    words: ['line', 'rule', 'hr', 'separator'],
    icon: Minus,
    shortcut: '---',
    run: (editor) => editor.chain().focus().setHorizontalRule().run(),
  },
  {
    id: 'bullets',
    group: 'Lists',
    label: 'Bulleted list',
    words: ['ul', 'unordered', 'points'],
    icon: List,
    shortcut: '-',
    run: (editor) => editor.chain().focus().toggleBulletList().run(),
  },
  {
    id: 'numbers',
    group: 'Lists',
    label: 'Numbered list',
    words: ['ol', 'ordered'],
    icon: ListOrdered,
    shortcut: '1.',
    run: (editor) => editor.chain().focus().toggleOrderedList().run(),
  },
  {
    id: 'to-do',
    group: 'Lists',
    label: 'To-do list',
    words: ['todo', 'task', 'checkbox', 'check'],
    icon: ListChecks,
    shortcut: '[]',
    run: (editor) => editor.chain().focus().toggleTaskList().run(),
  },
  {
    id: 'toggle',
    group: 'Lists',
    label: 'Toggle',
    words: ['details', 'fold', 'collapse', 'accordion'],
    icon: ListCollapse,
    run: (editor) => editor.chain().focus().wrapIn('toggle').run(),
  },
  {
    id: 'image',
    group: 'Insert',
    label: 'Image',
    words: ['picture', 'photo', 'upload'],
    icon: Image,
    run: (_editor, actions) => actions.chooseImage(),
  },
  {
    id: 'file',
    group: 'Insert',
    label: 'File',
    words: ['attachment', 'upload', 'pdf', 'audio', 'video', 'document'],
    icon: Paperclip,
    run: (_editor, actions) => actions.chooseFile(),
  },
  {
    id: 'table',
    group: 'Insert',
    label: 'Table',
    words: ['grid', 'rows', 'columns', 'cells', 'spreadsheet'],
    icon: Table,
    run: (editor) => insertBlock(editor, newTable()),
  },
  ...SLASH_JOBS,
]

/** What a visitor by link is offered: everything that is done in the text alone. */
export function itemsFor(visiting: boolean): readonly SlashItem[] {
  if (!visiting) return SLASH_ITEMS
  return SLASH_ITEMS.filter(({ id, group }) => !group.startsWith('Jobs') && id !== 'image' && id !== 'file')
}

/** The items that fit what was typed after the slash, best first, or the usual ones; equally good ones keep the order of the list. */
export function filterSlashItems(items: readonly SlashItem[], query: string): SlashItem[] {
  const wanted = query.trim().toLowerCase()
  if (wanted === '') return items.filter(({ rare }) => !rare)
  return items
    .map((item) => ({ item, rank: rankOf(item, wanted) }))
    .filter(({ rank }) => rank !== undefined)
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
    .map(({ item }) => item)
}

/** 0 for the beginning of the label, 1 for the beginning of a word of it, 2 for another word; undefined when nothing fits. */
function rankOf({ label, words }: SlashItem, wanted: string): number | undefined {
  const name = label.toLowerCase()
  if (name.startsWith(wanted)) return 0
  if (name.split(/[\s-]+/).some((word) => word.startsWith(wanted))) return 1
  if (name.replace(/[\s-]+/g, '').startsWith(wanted)) return 1
  return words.some((word) => word.startsWith(wanted)) ? 2 : undefined
}

/** Removes the slash and what was typed after it, then does what the item says. */
export function runSlashItem(editor: Editor, range: Range, item: SlashItem, actions: PageActions): void {
  editor.chain().focus().deleteRange(range).run()
  item.run(editor, actions)
}
