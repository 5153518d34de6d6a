import { ProviderFailure } from '#server/recovery/provider-failure.ts'
import type { ProviderAnswer } from './provider.ts'
import { repairTurns, UnreadableAnswer } from './unreadable-answer.ts'

type Usage = { inputTokens?: number | undefined; outputTokens?: number | undefined }
/** What a model said, with why it ended and what it was charged for. */
export type Said = { text: string; finishReason: string; usage: Usage }

/**
 * What was said, read. Where it is not of the form asked for, the model is told what is wrong and asked once more; what both calls
 * were charged for counts. Throws `ProviderFailure` when the second answer is no better.
 */
export async function readOrMend(
  first: Said,
  read: (text: string, cut: boolean) => Omit<ProviderAnswer, 'usage'>,
  askAgain: (turns: { answer: string; repair: string }) => Promise<Said>,
): Promise<ProviderAnswer> {
  const readSaid = ({ text, finishReason }: Said) => read(text.trim(), finishReason === 'length')
  try {
    return { ...readSaid(first), usage: charged([first]) }
  } catch (fault) {
    if (!(fault instanceof UnreadableAnswer)) throw fault
    const second = await askAgain(repairTurns(first.text, fault))
    try {
      return { ...readSaid(second), usage: charged([first, second]) }
    } catch (again) {
      if (!(again instanceof UnreadableAnswer)) throw again
      const reason = `its answer was not of the form asked for, twice: ${again.faults[0] ?? 'it cannot be read'}`
      throw new ProviderFailure('next-provider', reason, { fault: 'damaged-answer', cause: again })
    }
  }
}

/** Null where one of the calls named none: half of a sum would look like the whole. */
function charged(said: readonly Said[]): ProviderAnswer['usage'] {
  const sum = (counts: (number | undefined)[]): number | null =>
    counts.reduce<number | null>(
      (all, count) => (all === null || count === undefined ? null : all + count),
      0,
    )
  return {
    inputTokens: sum(said.map(({ usage }) => usage.inputTokens)),
    outputTokens: sum(said.map(({ usage }) => usage.outputTokens)),
  }
}
