import type { ProcessResult } from '#server/contracts/processing.ts'
import { blocksText } from '#server/document-model/blocks-text.ts'
import { resultBlocks } from '#server/document-model/result-blocks.ts'

/** A result as plain text, for the clipboard: what the page would hold, without its marks. */
export function copyText(result: ProcessResult): string {
  if (result.kind === 'keywords') return result.keywords.map(({ term }) => term).join('\n')
  return blocksText(resultBlocks(result))
}
