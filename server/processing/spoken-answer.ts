import { apartFromThoughts } from '#server/providers/thoughts.ts'
import { ProviderFailure } from '#server/recovery/provider-failure.ts'
import type { Said } from './read-or-mend.ts'

/** What a model said as it came; `thought` where the server told thoughts apart from the words, or charged for some. */
export type Heard = Said & { thought: boolean }

/** Whether a model thought before it answered about a text (`source`), in whatever way that shows. */
export function hasThought({ text, thought }: Pick<Heard, 'text' | 'thought'>, source: string): boolean {
  return thought || apartFromThoughts(text, source).thought
}

/**
 * What a model said without its thoughts, for every kind. Throws `ProviderFailure` where thoughts took the room of the answer: asked
 * again it is given more, and one that had that already (`hadRoom`) would do the same again. It says nothing against the provider.
 */
export function spokenAnswer(heard: Heard, hadRoom: boolean, source: string): Said {
  const { answer } = apartFromThoughts(heard.text, source)
  const isCut = heard.finishReason === 'length'
  const leftNone = answer.trim() === ''
  if (hasThought(heard, source) && (leftNone || (isCut && !hadRoom))) {
    const reason = leftNone
      ? 'it spent its answer on thinking'
      : 'its thinking left too little room for its answer'
    throw new ProviderFailure(
      hadRoom ? 'next-provider' : 'retry',
      hadRoom ? `${reason}, though it had room for that` : reason,
      { fault: 'only-thoughts', countsAgainstProvider: false },
    )
  }
  return { text: answer, finishReason: heard.finishReason, usage: heard.usage }
}
