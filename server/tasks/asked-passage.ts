import type { ProcessRequest } from '#server/contracts/processing.ts'
import { lettersOf, sumOfLetters } from '#server/document-model/passage-words.ts'

/** The name of the passage of this page that a job was asked about, as its asker saw it: what it is by now only its answer knows. Null for a job about anything else. */
export function askedPassage(documentId: string, request: ProcessRequest): string | null {
  const source = 'source' in request ? request.source : undefined
  return source?.type === 'passage' && source.documentId === documentId
    ? `${source.anchor}.${sumOfLetters(lettersOf(source.text))}`
    : null
}
