import { z } from 'zod'
import { CALLOUT_KINDS } from './callout-kinds.ts'
import { Id } from './identifiers.ts'

/** A run of text with its marks. `href` has been checked by whoever made it, and is checked again where it enters a page. */
export const InlineRun = z.object({
  text: z.string(),
  bold: z.boolean().optional(),
  italic: z.boolean().optional(),
  underline: z.boolean().optional(),
  strike: z.boolean().optional(),
  code: z.boolean().optional(),
  href: z.string().max(2_000).optional(),
  /** Whom or what the run names; its text is then the name, as the page showed it. */
  mention: z.object({ kind: z.enum(['person', 'page']), targetId: Id }).optional(),
})
export type InlineRun = z.infer<typeof InlineRun>
const Inline = z.array(InlineRun)

/** The largest number that an ordered list of a page may begin with. */
export const LIST_START_MAX = 1_000_000

/** The number of an ordered list's first entry; 1 where it is not said. */
const Start = z.number().int().min(0).max(LIST_START_MAX).optional()

/** An entry of a list, with at most three further lists inside one another. */
export type ListEntry = {
  content: InlineRun[]
  /** Of the list inside. */
  ordered?: boolean | undefined
  start?: number | undefined
  items?: ListEntry[] | undefined
}
const LeafEntry = z.object({ content: Inline })
const HolderEntry = LeafEntry.extend({ ordered: z.boolean().optional(), start: Start })
const InnerEntry = HolderEntry.extend({ items: z.array(LeafEntry).optional() })
const MiddleEntry = HolderEntry.extend({ items: z.array(InnerEntry).optional() })
const OuterEntry = HolderEntry.extend({ items: z.array(MiddleEntry).optional() })
/** How deep lists nest in a result; deeper entries are lifted to the deepest level. */
export const LIST_DEPTH_MAX = 4

/** A block of a page as a job makes it from a file or a model's words: what the document model can hold, and nothing else. */
export const DocumentBlock = z.discriminatedUnion('type', [
  z.object({ type: z.literal('paragraph'), content: Inline }),
  z.object({ type: z.literal('heading'), level: z.number().int().min(1).max(4), content: Inline }),
  z.object({ type: z.literal('list'), ordered: z.boolean(), start: Start, items: z.array(OuterEntry) }),
  z.object({
    type: z.literal('tasks'),
    items: z.array(z.object({ content: Inline, checked: z.boolean() })),
  }),
  z.object({
    type: z.literal('table'),
    /** True when the first row names the columns. */
    header: z.boolean(),
    rows: z.array(z.array(Inline)),
  }),
  z.object({
    type: z.literal('quote'),
    /** An empty line in it stands between two paragraphs. */
    content: Inline,
    /** Of a callout, which frames the same words; absent for a quotation. */
    callout: z.enum(CALLOUT_KINDS).optional(),
  }),
  z.object({ type: z.literal('code'), text: z.string(), language: z.string().max(40).optional() }),
  z.object({
    type: z.literal('image'),
    attachmentId: Id,
    alt: z.string().max(1_000),
    width: z.number().int().positive().nullable(),
    height: z.number().int().positive().nullable(),
  }),
])
export type DocumentBlock = z.infer<typeof DocumentBlock>

/**
 * Rows of a table are filled up to the longest, by this many empty cells at most: one long row among many short ones would make a
 * page of nothing.
 */
export const FILLED_CELLS_MAX = 2_000
/** The cells of the longest row, at least one. */
export function widestRow(rows: readonly (readonly unknown[])[]): number {
  return rows.reduce((most, { length }) => Math.max(most, length), 1)
}

/** The texts of a block, each cell and each entry one; of a block of another type, none. */
export function textsOf(block: DocumentBlock | { type: string }): string[] {
  if (!isKnown(block)) return []
  switch (block.type) {
    case 'paragraph':
    case 'heading':
    case 'quote':
      return [joined(block.content)]
    case 'list':
      return block.items.flatMap(entryTexts)
    case 'tasks':
      return block.items.map(({ content }) => joined(content))
    case 'table':
      return block.rows.flat().map(joined)
    case 'code':
      return [block.text]
    case 'image':
      return []
  }
}

const TYPES = new Set<string>(DocumentBlock.options.map((option) => option.shape.type.value))
function isKnown(block: DocumentBlock | { type: string }): block is DocumentBlock {
  return TYPES.has(block.type)
}

/** The letters of a block. */
export function textLengthOf(block: DocumentBlock | { type: string }): number {
  return textsOf(block).reduce((sum, text) => sum + text.length, 0)
}

function entryTexts({ content, items = [] }: ListEntry): string[] {
  return [joined(content), ...items.flatMap(entryTexts)]
}

function joined(content: readonly InlineRun[]): string {
  return content.map(({ text }) => text).join('')
}
