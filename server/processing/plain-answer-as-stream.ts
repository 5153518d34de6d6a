import { z } from 'zod'

const Completion = z.looseObject({
  choices: z
    .array(
      z.looseObject({
        message: z.looseObject({ content: z.unknown() }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
  usage: z.unknown().optional(),
})

/**
 * Lets an endpoint that was asked for a stream, and answers in one piece, pass for one whose stream has a single piece: asking
 * again would be paid twice. What is no such answer stays as it came, and fails where it is read.
 */
export function plainAnswerAsStream(ask: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await ask(input, init)
    const type = response.headers.get('content-type') ?? ''
    if (!response.ok || !/^application\/json\b/i.test(type)) return response
    const body = await response.text()
    const headers = new Headers(response.headers)
    headers.set('content-type', 'text/event-stream')
    return new Response(eventOf(body) ?? body, { status: response.status, headers })
  }
}

function eventOf(body: string): string | undefined {
  const completion = Completion.safeParse(parsed(body)).data
  if (!completion) return undefined
  const { choices, ...rest } = completion
  const pieces = choices.map(({ message, ...choice }, index) => ({ index, ...choice, delta: message }))
  return `data: ${JSON.stringify({ ...rest, choices: pieces })}\n\ndata: [DONE]\n\n`
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined // cut or damaged: what reads it says so
  }
}
