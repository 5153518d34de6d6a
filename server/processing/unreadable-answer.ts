import type { z } from 'zod'
import { readJson } from './read-json.ts'

const FAULTS_MAX = 8
const FAULT_MAX = 200

/** A model's answer that is not of the form asked for, with what is wrong in it: the model is told once, and may mend it. */
export class UnreadableAnswer extends Error {
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super('the answer is not of the form asked for')
    this.faults = faults.slice(0, FAULTS_MAX).map((fault) => fault.slice(0, FAULT_MAX))
  }
}

/**
 * The JSON in a model's answer, checked; a list where an object with one in `list` was asked for counts as that. Throws
 * `UnreadableAnswer` with each fault and where it is.
 */
export function readJsonAnswer<Schema extends z.ZodType>(
  answer: string,
  schema: Schema,
  list?: string,
): z.infer<Schema> {
  const found = readJson(answer)
  const json = list !== undefined && Array.isArray(found) ? { [list]: found } : found
  if (json === undefined) throw new UnreadableAnswer(['There is no JSON in it.'])
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  throw new UnreadableAnswer(
    parsed.error.issues.map(({ path, message }) =>
      path.length > 0 ? `${path.join('.')}: ${message}` : message,
    ),
  )
}

const QUOTED_MAX = 4_000

/** What a model is told of its unreadable answer, after the question and that answer. */
export function repairTurns(
  answer: string,
  { faults }: UnreadableAnswer,
): { answer: string; repair: string } {
  return {
    answer: answer.slice(0, QUOTED_MAX),
    repair: `That cannot be read:\n${faults.map((fault) => `- ${fault}`).join('\n')}\nAnswer again, with the JSON alone and without these faults. Where the text does not say something, do not make it up.`,
  }
}
