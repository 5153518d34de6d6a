import { z } from 'zod'
import type { ProcessRequest } from '#server/contracts/processing.ts'
import type { StoredAnswer } from '#server/contracts/stored-answer.ts'
import { PassageName } from '#server/contracts/text-source.ts'
import { sha256 } from '#server/platform/ids.ts'
import { storableJson } from '#server/platform/storable-json.ts'

const PageVersion = z.object({ id: z.string(), seq: z.number(), sum: z.string().optional() })
/** A page as of its newest update: the same number is the same text. `sum` of one that was read whole (see page-sum.ts). */
export type PageVersion = z.infer<typeof PageVersion>

/** What an answer was made of, besides the request itself. It is that to the request for as long as nothing of this has changed. */
export const AnsweredState = z.object({
  /** As `enginesFor` tells. */
  engines: z.string(),
  pages: z.array(PageVersion),
  /** The page that was read or holds the file. */
  documentId: z.string().nullable(),
  inputHash: z.string(),
  passage: PassageName.optional(),
  /** What of the page could not come back (see lost-in-markdown.ts). */
  lost: z.array(z.string()).optional(),
})
export type AnsweredState = z.infer<typeof AnsweredState>

/** The pages that were read whole, as an answer keeps them. */
export function pagesRead(pages: readonly PageVersion[] = []): Pick<StoredAnswer, 'read'> {
  const read = pages.flatMap(({ id, seq, sum }) => (sum === undefined ? [] : [{ documentId: id, seq, sum }]))
  return read.length > 0 ? { read } : {}
}

const FreeWords = z.object({ instruction: z.string().optional(), question: z.string().optional() })

/** The name under which the answer to a request is found without reading what it is about. */
export function requestName(workspaceId: string, request: ProcessRequest): string {
  return sha256(storableJson([workspaceId, request]))
}

/** Hash of the instruction as it was written: another one may lead to the same key. */
export function wordingOf(instruction: string | undefined): string {
  return sha256(instruction ?? '')
}

/** What a request says in free words. A question means the same in other case and with other small words, as an instruction does. */
export function instructionOf(request: object): string | undefined {
  const { instruction, question } = FreeWords.parse(request)
  return instruction ?? question
}
