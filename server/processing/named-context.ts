import { z } from 'zod'

// What llama.cpp's server sends beside its words.
const Named = z.object({ error: z.object({ n_ctx: z.number().int() }) })

// As OpenAI, vLLM and most that follow them say it, and as llama.cpp does.
const WORDS = [
  /(?:maximum )?context (?:length|window|size)(?: is| of|:)? (?:only )?([\d,]{3,11})\b/i,
  /context (?:length|window|size) \(([\d,]{3,11}) tokens\)/i,
] as const
// Further on stands what somebody was sent, in a log of the server's.
const LOOKED_AT = 1_000
const LEAST = 512

/**
 * The context that a server names in refusing a question as too long, in tokens of question and answer together. Undefined where it
 * names none, or one that cannot be meant: a page may say such a sentence too, and a server may send back what it was sent. `sent` is
 * about how many tokens question and answer were to have.
 */
export function namedContext(body: string, sent: number): number | undefined {
  const told = Named.safeParse(asJson(body)).data?.error.n_ctx
  const words = WORDS.map((form) => form.exec(body.slice(0, LOOKED_AT))?.[1]).find(Boolean)
  const tokens = told ?? (words === undefined ? undefined : Number(words.replaceAll(',', '')))
  if (tokens === undefined || tokens < LEAST) return undefined
  // What was refused was longer than what is taken, and estimates do not err by half.
  return sent * 2 >= tokens ? tokens : undefined
}

function asJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    // Words alone.
    return undefined
  }
}
