import type { DocumentBlock, InlineRun, ListEntry } from '#server/contracts/document-blocks.ts'
import type { ProcessResult } from '#server/contracts/processing.ts'
import { resultBlocks } from '#server/document-model/result-blocks.ts'

/** A result as plain text, for the clipboard: what the page would hold, without its marks. */
export function copyText(result: ProcessResult): string {
  if (result.kind === 'keywords') return result.keywords.map(({ term }) => term).join('\n')
  return resultBlocks(result).map(blockText).filter(Boolean).join('\n\n')
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
        .map((item, index) => entry(item, block.ordered ? `${index + 1}.` : '-', ''))
        .join('\n')
    case 'table':
      return block.rows.map((row) => row.map(runs).join('\t')).join('\n')
    case 'image':
      return block.alt
  }
}

function entry({ content, items = [], ordered }: ListEntry, sign: string, indent: string): string {
  const inner = items.map((item, index) => entry(item, ordered ? `${index + 1}.` : '-', `${indent}  `))
  return [`${indent}${sign} ${runs(content)}`, ...inner].join('\n')
}

function runs(content: readonly InlineRun[]): string {
  return content.map(({ text }) => text).join('')
}
