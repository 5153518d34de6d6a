import type { DocumentBlock } from '#server/contracts/document-blocks.ts'
import { isRewriteKind } from '#server/contracts/rewrite-kinds.ts'
import { resultBlocks } from '#server/document-model/result-blocks.ts'
import type { TextRequest } from './provider.ts'
import { readModelAnswer } from './read-model-answer.ts'
import { settledText } from './settled-text.ts'

/**
 * What is there of a model's answer as the blocks that it will be, read by the same reader as the whole; undefined for kinds whose
 * answer is data, and nothing to read before it is whole.
 */
export function partialBlocks(request: TextRequest, text: string): DocumentBlock[] | undefined {
  if (request.kind !== 'summarise' && !isRewriteKind(request.kind)) return undefined
  const settled = settledText(text)
  return settled === '' ? [] : resultBlocks(readModelAnswer(request, settled, false).result)
}
