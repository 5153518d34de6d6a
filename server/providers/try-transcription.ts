import { z } from 'zod'
import { EgressFailure } from '#server/platform/egress/egress-failure.ts'
import { wavFile } from '#server/platform/wav-file.ts'
import { ask, type Endpoint } from './endpoint.ts'
import { type Finding, failed, ok, unknown } from './finding.ts'

// A model of one's own is loaded for its first recording, beside one for questions.
const LIMITS = { bytes: 262_144, ms: 25_000 }
const SECONDS = 1
// What speech models are trained with.
const RATE = 16_000
const TONE_HZ = 440
const LOUD = 6_000

const Whole = z.object({ text: z.string() })
const Timed = Whole.extend({ segments: z.array(z.unknown()) })

/**
 * Has a model write down a second of a tone. Whatever it hears in it is no matter: an answer of the right form says that recordings
 * can be sent to it. Never throws for what the server does.
 */
export async function tryTranscription(endpoint: Endpoint, model: string): Promise<Finding> {
  try {
    const timed = await askFor('verbose_json', endpoint, model)
    // A model without times refuses the form that has them.
    const answer = [400, 415, 422, 501].includes(timed.status) ? await askFor('json', endpoint, model) : timed
    return findingOf(answer, model)
  } catch (error) {
    if (error instanceof EgressFailure) return failed(`For recordings: ${error.message}`)
    if (error instanceof Error && error.name === 'TimeoutError')
      return unknown('Whether it transcribes could not be found out in time.')
    throw error
  }
}

type Answer = { status: number; said: unknown }

async function askFor(format: string, endpoint: Endpoint, model: string): Promise<Answer> {
  const form = new FormData()
  form.set('file', new File([new Uint8Array(tone())], 'recording.wav', { type: 'audio/wav' }))
  form.set('model', model)
  form.set('response_format', format)
  if (format === 'verbose_json') form.append('timestamp_granularities[]', 'segment')
  const answer = await ask(endpoint, { path: '/audio/transcriptions', body: form, limits: LIMITS })
  const text = await answer.text()
  return { status: answer.status, said: answer.ok ? parsed(text) : undefined }
}

function findingOf({ status, said }: Answer, model: string): Finding {
  if (status === 404)
    return failed(`It knows no model ${model} for recordings, or takes none at /audio/transcriptions (404).`)
  if (status === 401 || status === 403)
    return failed(`The key may not have recordings transcribed (${status}).`)
  if (status === 429)
    return failed('For recordings it is overloaded, or what the key may use is spent (429).')
  if (status >= 500) return failed(`It failed at a recording (${status}). Look into its own log.`)
  if (status >= 300)
    return failed(`It refuses recordings (${status}): look whether ${model} is a model for them.`)
  if (Timed.safeParse(said).success)
    return ok(`It transcribes with ${model}, and says when each passage was said.`)
  return Whole.safeParse(said).success
    ? ok(`It transcribes with ${model}, without the times of passages.`)
    : failed('Its answer to a recording is no transcript.')
}

function tone(): Buffer {
  const data = Buffer.alloc(SECONDS * RATE * 2)
  for (let frame = 0; frame < SECONDS * RATE; frame += 1)
    data.writeInt16LE(Math.round(Math.sin((2 * Math.PI * TONE_HZ * frame) / RATE) * LOUD), frame * 2)
  return wavFile({ coding: 1, channels: 1, rate: RATE, bits: 16, frameBytes: 2 }, data)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // A page for people: no transcript, whatever it is.
    return undefined
  }
}
