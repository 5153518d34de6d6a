import type { CheckFinding } from '#server/contracts/providers.ts'

/** What a check found at one step, in a sentence of ours: nothing that a server sent is repeated but the names of its models. */
export type Finding = Omit<CheckFinding, 'step'>

export const ok = (words: string): Finding => ({ outcome: 'ok', words })
export const failed = (words: string): Finding => ({ outcome: 'failed', words })
export const unknown = (words: string): Finding => ({ outcome: 'unknown', words })
