import { z } from 'zod'
import { ask, type Endpoint } from './endpoint.ts'
import { apartFromThoughts } from './thoughts.ts'

/**
 * What came of one small question: the words of the answer, whether thoughts came before them, whether they came as a stream, and when
 * the first one was there.
 */
export type Tried =
  | { answered: true; text: string; thought: boolean; streamed: boolean; firstWordMs: number }
  | { answered: false; status: number }

export type Question = { model: string; prompt: string; stream: boolean; json: boolean; ms: number }

// The answer is one word or a small object; a model that thinks first may need more than that, and is cut off.
const TOKENS = 200
const BYTES = 262_144
// Servers that tell thoughts apart from the words do so in either of two fields.
const Words = z.object({
  content: z.string().nullish(),
  reasoning_content: z.string().nullish(),
  reasoning: z.string().nullish(),
})
const Whole = z.object({ choices: z.array(z.object({ message: Words })).min(1) })
const Chunk = z.object({ choices: z.array(z.object({ delta: Words.nullish() })) })

/** Asks a model one small question. A success without a word counts as answered with nothing. Throws `EgressFailure`. */
export async function tryChat(
  endpoint: Endpoint,
  { model, prompt, stream, json, ms }: Question,
): Promise<Tried> {
  const start = performance.now()
  const answer = await ask(endpoint, {
    path: '/chat/completions',
    body: {
      ...{ model, stream, temperature: 0, max_tokens: TOKENS, messages: [{ role: 'user', content: prompt }] },
      ...(json && { response_format: { type: 'json_object' } }),
    },
    limits: { bytes: BYTES, ms },
  })
  if (!answer.ok) {
    await answer.body?.cancel()
    return { answered: false, status: answer.status }
  }
  const elapsed = (): number => Math.round(performance.now() - start)
  if (stream && answer.headers.get('content-type')?.startsWith('text/event-stream'))
    return await readStream(answer, elapsed)
  const whole = Whole.safeParse(parsed(await answer.text()))
  const message = whole.data?.choices[0]?.message
  const { answer: words, thought } = apartFromThoughts(message?.content ?? '')
  return {
    ...{ answered: true, text: words, streamed: false, firstWordMs: elapsed() },
    thought: thought || isThought(message),
  }
}

/** The words of a stream of events (WHATWG, Server-sent events): lines that begin with `data:`, each an object. */
async function readStream(answer: Response, elapsed: () => number): Promise<Tried> {
  let text = ''
  let thought = false
  let firstWordMs: number | undefined
  let rest = ''
  const decoder = new TextDecoder()
  for await (const bytes of answer.body ?? []) {
    const lines = `${rest}${decoder.decode(bytes, { stream: true })}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (!line.startsWith('data:')) continue
      const chunk = Chunk.safeParse(parsed(line.slice('data:'.length)))
      const delta = chunk.data?.choices[0]?.delta
      // Thoughts are what it says first; they are no part of the answer.
      thought ||= isThought(delta)
      if (delta?.content || isThought(delta)) firstWordMs ??= elapsed()
      text += delta?.content ?? ''
    }
  }
  const spoken = apartFromThoughts(text)
  return {
    ...{ answered: true, text: spoken.answer, streamed: true, firstWordMs: firstWordMs ?? elapsed() },
    thought: thought || spoken.thought,
  }
}

function isThought(words: z.infer<typeof Words> | null | undefined): boolean {
  return Boolean(words?.reasoning_content || words?.reasoning)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Cut off, or no JSON at all, such as the [DONE] at the end of a stream.
    return undefined
  }
}
