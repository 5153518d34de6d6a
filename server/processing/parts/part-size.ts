import { isRewriteKind } from '#server/contracts/rewrite-kinds.ts'
import { charactersWithin } from '../context-room.ts'
import type { Provider, TextRequest } from '../provider.ts'

// What is written anew is about as long as its text, and has to fit into a model's context beside it.
const REWRITTEN_SHARE = 0.4

// Of less than that a model sees too little around each sentence; for whom it is too much all the same is passed by.
const PART_LEAST = 500

/**
 * How much of a text is asked about at once: no more than is set for any of the providers, and no more than the one takes whose
 * known context is the largest, for the others are passed by where it is too long for them.
 */
export function partSize(request: TextRequest, providers: readonly Provider[]): number {
  const set = Math.min(...providers.map(({ partCharacters }) => partCharacters))
  const usual = isRewriteKind(request.kind) ? Math.floor(set * REWRITTEN_SHARE) : set
  const { text } = request
  const part = { ...request, text: text.slice(0, usual) }
  const rooms = providers.map((provider) => {
    const context = provider.contextTokens()
    const room = context === undefined ? usual : charactersWithin(part, context)
    return room === part.text.length ? usual : room
  })
  return providers.length === 0 ? usual : Math.max(Math.min(PART_LEAST, usual), ...rooms)
}
