import { sha256 } from '#server/platform/ids.ts'
import { canonicalInstruction } from './canonical-instruction.ts'

export type CacheQuestion = {
  /** Answers never cross workspaces. */
  workspaceId: string
  kind: string
  /** What shapes the answer besides text and instruction: lengths, counts, the version of the prompts. */
  parameters: Readonly<Record<string, string | number | boolean>>
  /** Models whose answers may stand for each other. */
  modelFamily: string
  /** Hex SHA-256 of the exact text or bytes. Documents are never matched by likeness. */
  documentHash: string
  instruction?: string | undefined
}

/** The key of a question. Two questions share one exactly when they differ in the wording of the instruction at most. */
export function cacheKey(question: CacheQuestion): string {
  const parameters = Object.entries(question.parameters).sort(([a], [b]) => (a < b ? -1 : 1))
  // JSON keeps the fields apart, so that no choice of values can imitate another split.
  const hash = sha256(
    JSON.stringify([
      question.workspaceId,
      question.kind,
      parameters,
      question.modelFamily,
      question.documentHash,
      canonicalInstruction(question.instruction ?? ''),
    ]),
  )
  // The kind in front lets a pattern name it: `summarise:*`.
  return `${question.kind}:${hash}`
}
