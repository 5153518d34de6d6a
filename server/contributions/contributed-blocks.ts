import { type CreateContribution, faultOfSize } from '#server/contracts/contributions.ts'
import type { DocumentBlock, InlineRun, ListEntry } from '#server/contracts/document-blocks.ts'
import { markdownBlocks } from '#server/document-model/markdown-blocks.ts'
import { AppError } from '#server/platform/errors.ts'

/**
 * What a program sends, as blocks that a page can hold. It may have read anything: links that do not stand in the page already
 * (`isKnown`) become their words with the address behind them, so that nothing hides where it leads. Throws `invalid-input` for
 * what is empty, and for more than a person reads.
 */
export function contributedBlocks(
  input: CreateContribution,
  isKnown: (href: string) => boolean,
): DocumentBlock[] {
  const given =
    'blocks' in input
      ? input.blocks.map((block) => withKnownLinks(block, isKnown))
      : markdownBlocks(input.markdown, isKnown)
  const fault = faultOfSize(given)
  if (fault)
    throw new AppError('invalid-input', `The contribution cannot be taken: ${fault}.`, {
      faults: [{ path: 'blocks' in input ? 'blocks' : 'markdown', message: fault }],
    })
  return given
}

function withKnownLinks(block: DocumentBlock, isKnown: (href: string) => boolean): DocumentBlock {
  const runs = (content: readonly InlineRun[]): InlineRun[] =>
    // Whom a page names is for people to say.
    content.map(({ href, mention: _, ...run }) => {
      if (href === undefined) return run
      return isKnown(href) ? { ...run, href } : { ...run, text: `${run.text} (${href})` }
    })
  const entries = (items: readonly ListEntry[]): ListEntry[] =>
    items.map(({ content, items: inner, ...entry }) => ({
      ...entry,
      content: runs(content),
      ...(inner && { items: entries(inner) }),
    }))
  switch (block.type) {
    case 'paragraph':
    case 'heading':
    case 'quote':
      return { ...block, content: runs(block.content) }
    case 'list':
      return { ...block, items: entries(block.items) }
    case 'tasks':
      return { ...block, items: block.items.map((item) => ({ ...item, content: runs(item.content) })) }
    case 'table':
      return { ...block, rows: block.rows.map((row) => row.map(runs)) }
    case 'code':
    case 'image':
      return block
  }
}
