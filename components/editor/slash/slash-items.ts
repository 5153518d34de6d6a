import type { Editor, Range } from '@tiptap/core'
import {
  BookOpenText,
  Code,
  Heading1,
  Heading2,
  Heading3,
  Image,
  Info,
  KeyRound,
  List,
  ListChecks,
  ListCollapse,
  ListOrdered,
  type LucideIcon,
  Minus,
  Paperclip,
  Pilcrow,
  Quote,
  ScanText,
  ScrollText,
  Smile,
  Table,
  UserSearch,
} from 'lucide-react'
import { KIND_WORDS } from '../../jobs/job-words.ts'
import { KIND_ICONS } from '../../jobs/kind-icons.tsx'
import type { TextKind } from '../../jobs/quick-jobs.ts'
import { insertBlock } from '../insert-block.ts'
import { newTable } from '../table/table-actions.ts'

/** What the menu can ask of the page around the editor. */
export interface PageActions {
  /** True for somebody without an account: nothing that the API would have to do. */
  visiting(): boolean
  chooseImage(readText: boolean): void
  chooseFile(): void
  /** About the block of the caret; on an empty line, or with `page`, about the page. */
  askJob(kind: TextKind, about?: 'page'): void
}

export const SLASH_GROUPS = ['Text', 'Lists', 'Insert', 'Jobs'] as const

export type SlashItem = {
  id: string
  group: (typeof SLASH_GROUPS)[number]
  label: string
  /** Other words that people type for it. */
  words: readonly string[]
  icon: LucideIcon
  /** What typing in the text does the same. */
  shortcut?: string
  /** Runs after the typed `/…` has been removed. */
  run(editor: Editor, actions: PageActions): void
}

const heading = (level: 1 | 2 | 3, icon: LucideIcon): SlashItem => ({
  id: `heading-${level}`,
  group: 'Text',
  label: `Heading ${level}`,
  words: [`h${level}`, 'title', 'section'],
  icon,
  shortcut: '#'.repeat(level),
  run: (editor) => editor.chain().focus().setNode('heading', { level }).run(),
})

const job = (kind: TextKind, ...words: string[]): SlashItem => ({
  ...{ id: kind, group: 'Jobs', label: KIND_WORDS[kind], icon: KIND_ICONS[kind] },
  words: [...words, 'job'],
  run: (_editor, actions) => actions.askJob(kind),
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
    run: (_editor, actions) => actions.chooseImage(false),
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
  {
    id: 'summarise',
    group: 'Jobs',
    label: 'Summarise this page',
    words: ['summary', 'summarize', 'tldr', 'shorten', 'job'],
    icon: ScrollText,
    run: (_editor, actions) => actions.askJob('summarise', 'page'),
  },
  {
    id: 'keywords',
    group: 'Jobs',
    label: 'Keywords of this page',
    words: ['tags', 'terms', 'topics', 'job'],
    icon: KeyRound,
    run: (_editor, actions) => actions.askJob('keywords', 'page'),
  },
  {
    id: 'entities',
    group: 'Jobs',
    label: 'Names and facts in this page',
    words: ['entities', 'people', 'dates', 'money', 'job'],
    icon: UserSearch,
    run: (_editor, actions) => actions.askJob('entities', 'page'),
  },
  {
    id: 'sentiment',
    group: 'Jobs',
    label: 'Tone of this page',
    words: ['sentiment', 'mood', 'opinion', 'job'],
    icon: Smile,
    run: (_editor, actions) => actions.askJob('sentiment', 'page'),
  },
  {
    id: 'readability',
    group: 'Jobs',
    label: 'Readability of this page',
    words: ['grade', 'flesch', 'lix', 'easy', 'hard', 'job'],
    icon: BookOpenText,
    run: (_editor, actions) => actions.askJob('readability', 'page'),
  },
  {
    id: 'ask',
    group: 'Jobs',
    label: 'Ask about this page',
    words: ['question', 'answer', 'chat', 'find', 'job'],
    icon: KIND_ICONS.ask,
    run: (_editor, actions) => actions.askJob('ask', 'page'),
  },
  job('action-items', 'tasks', 'next steps', 'minutes'),
  job('improve', 'rewrite', 'better', 'polish'),
  job('fix-grammar', 'correct', 'proofread', 'typos'),
  job('shorter', 'cut', 'condense'),
  job('longer', 'expand', 'extend'),
  job('change-tone', 'style', 'formal', 'friendly'),
  job('translate', 'language'),
  job('explain', 'meaning'),
  {
    id: 'read-image',
    group: 'Jobs',
    label: 'Read text in an image',
    words: ['ocr', 'scan', 'recognise', 'recognize', 'job'],
    icon: ScanText,
    run: (_editor, actions) => actions.chooseImage(true),
  },
]

/** What a visitor by link is offered: everything that is done in the text alone. */
export function itemsFor(visiting: boolean): readonly SlashItem[] {
  if (!visiting) return SLASH_ITEMS
  return SLASH_ITEMS.filter(({ id, group }) => group !== 'Jobs' && id !== 'image' && id !== 'file')
}

/** The items that fit what was typed after the slash, best first; equally good ones keep the order of the list. */
export function filterSlashItems(items: readonly SlashItem[], query: string): SlashItem[] {
  const wanted = query.trim().toLowerCase()
  if (wanted === '') return [...items]
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
