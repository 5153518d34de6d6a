import type { DocumentBlock, InlineRun, ListEntry } from '#server/contracts/document-blocks.ts'

/** Blocks as plain text: their words with the signs of lists and the cells of tables apart, without marks. */
export function blocksText(blocks: readonly DocumentBlock[]): string {
  return blocks.map(blockText).filter(Boolean).join('\n\n')
}

function blockText(block: DocumentBlock): string {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
    case 'quote':
      return runs(block.content)
    case 'code':
      return block.text
    case 'list':
      return block.items
        .map((item, index) => entry(item, block.ordered ? `${(block.start ?? 1) + index}.` : '-', ''))
        .join('\n')
    case 'tasks':
      return block.items.map(({ content, checked }) => `[${checked ? 'x' : ' '}] ${runs(content)}`).join('\n')
    case 'table':
      return block.rows.map((row) => row.map(runs).join('\t')).join('\n')
    case 'image':
      return block.alt
  }
}

function entry({ content, items = [], ordered, start = 1 }: ListEntry, sign: string, indent: string): string {
  const inner = items.map((item, index) => entry(item, ordered ? `${start + index}.` : '-', `${indent}  `))
  return [`${indent}${sign} ${runs(content)}`, ...inner].join('\n')
}

function runs(content: readonly InlineRun[]): string {
  return content.map(({ text }) => text).join('')
}
