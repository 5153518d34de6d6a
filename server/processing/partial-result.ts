import type { DocumentBlock } from '#server/contracts/document-blocks.ts'
import type { ProcessResult } from '#server/contracts/processing.ts'
import { isRewriteKind } from '#server/contracts/rewrite-kinds.ts'
import { resultBlocks } from '#server/document-model/result-blocks.ts'
import { finishedEntries } from './finished-entries.ts'
import type { TextRequest } from './provider.ts'
import { readModelAnswer } from './read-model-answer.ts'
import { settledText } from './settled-text.ts'

/** What there is of an answer that a provider is giving, read when it is asked for; undefined before there is anything. */
export type PartialAnswer = {
  provider: string
  model: string | null
  result: () => ProcessResult | undefined
}

/**
 * True for kinds of which something can be read before the answer is whole. Of the others half an answer would be another one: a
 * label, a mood, a reply without the passages that it rests on.
 */
export function showsPartial({ kind }: Pick<TextRequest, 'kind'>): boolean {
  return (
    isWritten(kind) ||
    kind === 'keywords' ||
    kind === 'entities' ||
    kind === 'action-items' ||
    kind === 'extract'
  )
}

/** True for kinds whose answer is words from their beginning to their end. */
export function isWritten(kind: TextRequest['kind']): boolean {
  return kind === 'summarise' || isRewriteKind(kind)
}

/**
 * What there is of a model's answer, read by the same reader as the whole: of words those that will stay, of lists the entries that
 * are finished. Undefined while there is nothing to show.
 */
export function partialResult(request: TextRequest, answer: string): ProcessResult | undefined {
  if (!showsPartial(request)) return undefined
  const text = isWritten(request.kind) ? settledText(answer) : finishedEntries(answer)
  if (text === undefined || text === '') return undefined
  try {
    return foundSoFar(readModelAnswer(unfinished(request), text, false).result)
  } catch {
    // What the model is told of in the end, it may be about to say.
    return undefined
  }
}

/** The blocks of what there is so far; undefined where that is nothing. */
export function partialBlocks(result: ProcessResult | undefined): DocumentBlock[] | undefined {
  const found = result && foundSoFar(result)
  return found && resultBlocks(found)
}

/** A field that has to be there may be the next. */
function unfinished(request: TextRequest): TextRequest {
  if (request.kind !== 'extract') return request
  return { ...request, fields: request.fields.map((field) => ({ ...field, required: false })) }
}

/** Without what says that something is not there: that only the whole can say. */
function foundSoFar(result: ProcessResult): ProcessResult | undefined {
  switch (result.kind) {
    case 'action-items':
      return result.items.length > 0 ? result : undefined
    case 'entities':
      return result.entities.length > 0 ? result : undefined
    case 'transcribe':
      return result.segments.length > 0 ? result : undefined
    case 'extract': {
      const fields = result.fields.filter(({ values }) => values.length > 0)
      return fields.length > 0 ? { ...result, fields } : undefined
    }
    default:
      return result
  }
}
