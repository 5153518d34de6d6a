import { z } from 'zod'
import { DocumentBlock, FILLED_CELLS_MAX, textsOf, widestRow } from './document-blocks.ts'
import { Id, Moment } from './identifiers.ts'
import { PassageName } from './text-source.ts'

/** What the pending block of a contribution says of its kind, where that of a job names the kind of its task. */
export const CONTRIBUTION_KIND = 'contribution'

/** Who made a block and his how-manieth act it was, with a number of its words; as in the address of a link to a block. */
export const BLOCK_NAME = /^block-([0-9a-z]{1,11})-([0-9a-z]{1,11})(?:-([0-9a-z]{1,7}))?$/
export const BlockName = z
  .string()
  .trim()
  .transform((name) => name.replace(/^#/, ''))
  .pipe(z.string().regex(BLOCK_NAME, 'The name of a block, as a list of blocks or a link to a block has it'))

export const MARKDOWN_MAX = 100_000
/** Lines outside of code, entries and cells of one contribution: more than anybody reads before accepting it. */
const PIECES_MAX = FILLED_CELLS_MAX
/** Contributions that may wait in one page. */
export const WAITING_MAX = 50

const [PARAGRAPH, HEADING, LIST, TASKS, TABLE, QUOTE, CODE] = DocumentBlock.options
/** Everything that a result may hold but pictures: those are uploaded, which a key that writes as agent does not do. */
const ContributedBlock = z.discriminatedUnion('type', [PARAGRAPH, HEADING, LIST, TASKS, TABLE, QUOTE, CODE])

/** Where a contribution waits. */
export const ContributionPlace = z.discriminatedUnion('at', [
  z.object({ at: z.literal('end') }),
  z.object({ at: z.literal('after'), block: BlockName.describe('Its `name`; or the end of a link to it') }),
  z.object({
    at: z.literal('replace'),
    passage: PassageName.describe(
      'The `passage` of a block: its place and the words that it had when it was read. Who accepts is told when they have changed since',
    ),
  }),
])
export type ContributionPlace = z.infer<typeof ContributionPlace>

const place = ContributionPlace.default({ at: 'end' })

export const CreateContribution = z.union([
  z.strictObject({
    markdown: z
      .string()
      .max(MARKDOWN_MAX, `At most ${MARKDOWN_MAX} characters`)
      .describe('Headings, lists, tables, quotations, code and marks; HTML and pictures stand there as text'),
    place,
  }),
  z.strictObject({ blocks: z.array(ContributedBlock).max(PIECES_MAX), place }),
])
export type CreateContribution = z.infer<typeof CreateContribution>

/** What is wrong with the size of blocks; undefined where a page takes them. Rows of a table are filled up to the longest. */
export function faultOfSize(blocks: readonly DocumentBlock[]): string | undefined {
  const pieces = blocks.reduce((sum, block) => sum + piecesOf(block), 0)
  const letters = blocks.flatMap(textsOf).reduce((sum, text) => sum + text.length, 0)
  if (letters > MARKDOWN_MAX) return `At most ${MARKDOWN_MAX} letters`
  if (pieces > PIECES_MAX) return `At most ${PIECES_MAX} lines, entries and cells`
  if (blocks.flatMap(textsOf).every((text) => text.trim() === '')) return 'There is nothing in it'
  return undefined
}

function piecesOf(block: DocumentBlock): number {
  if (block.type === 'code') return 1
  const lines = textsOf(block).reduce((sum, text) => sum + text.split('\n').length, 0)
  if (block.type !== 'table') return Math.max(1, lines)
  return Math.max(lines, block.rows.length * widestRow(block.rows))
}

/**
 * - `waiting`: it stands in the page, for a person to accept or reject what is left of it.
 * - `accepted`: words of it are in the page.
 * - `gone`: rejected, or accepted and removed since.
 */
export const CONTRIBUTION_STATES = ['waiting', 'accepted', 'gone'] as const

/** The key with which something was contributed, as people are told of it. */
export const ContributingKey = z.object({
  name: z.string(),
  revoked: z.boolean().describe('True once the key is revoked; what it contributed stays'),
})
export type ContributingKey = z.infer<typeof ContributingKey>

export const ContributionView = z.object({
  id: Id,
  documentId: Id,
  key: ContributingKey.nullable().describe('Null once the account of the key is erased'),
  userId: Id.nullable().describe('For whom the key writes'),
  createdAt: Moment,
  state: z.enum(CONTRIBUTION_STATES),
})
export type ContributionView = z.infer<typeof ContributionView>

/** Where in the log of its page a contribution came in. */
export const ContributionPosition = z.object({ documentId: Id, seq: z.number().int() })

const PageBlock = z.object({
  name: z.string().describe('Names the block while it is edited and moved; `place.block` of a contribution'),
  type: z.string(),
  markdown: z.string(),
  passage: z
    .string()
    .nullable()
    .describe(
      'Its place with its words as they are now; `place.passage` of a contribution. Null for a block without words',
    ),
})

/** The text of a page, block by block, as programs read it. */
export const PageBlocks = z.object({
  title: z.string(),
  seq: z.number().int().describe('The version that was read'),
  blocks: z.array(PageBlock),
})
export type PageBlocks = z.infer<typeof PageBlocks>
