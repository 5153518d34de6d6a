import type { ModelProviderConfig } from '#server/platform/config/config.ts'
import type { Egress } from '#server/platform/egress/egress.ts'
import { ProviderFailure } from '#server/recovery/provider-failure.ts'
import { classifyFailure, failureOfStatus } from '../classify-failure.ts'
import { MEDIA_ENDINGS } from '../sound/media-endings.ts'
import { readTranscript } from './read-transcript.ts'
import type { Heard, SoundPart, Transcriber, Wishes } from './transcriber.ts'

// Ten minutes of speech are about 1,500 words, each with some figures beside it.
const ANSWER_BYTES = 8 * 1_048_576
const ERROR_BYTES = 4_096
const LONGEST_MS = 1_800_000

// Servers tell the format by the ending of the name, and know no ending of their own for Ogg with a picture. Nothing of the file's
// own name leaves.
const ENDINGS: Readonly<Record<string, string>> = { ...MEDIA_ENDINGS, 'video/ogg': 'ogg' }

/**
 * A model behind OpenAI's `/audio/transcriptions`, as OpenAI, vLLM, speaches (faster-whisper) and whisper.cpp serve it. A model that
 * knows no `verbose_json` is asked for plain `json` from then on: words without times. No retries here.
 */
export function createOpenAITranscriber(
  config: Pick<ModelProviderConfig, 'name' | 'baseUrl' | 'model' | 'apiKey'> & { checked?: boolean },
  egress: Egress,
): Transcriber {
  const { name, model, apiKey } = config
  const limits = { bytes: ANSWER_BYTES, ms: LONGEST_MS }
  const door = config.checked ? egress.checked(limits) : egress.trusted(limits)
  const address = `${config.baseUrl.replace(/\/+$/, '')}/audio/transcriptions`
  let withTimes = true

  async function ask(part: SoundPart, wishes: Wishes, signal: AbortSignal): Promise<Heard> {
    const times = withTimes
    const body = formOf(part, wishes, model, times ? 'verbose_json' : 'json')
    const answer = await door(address, {
      method: 'POST',
      headers: {
        accept: 'application/json',
        ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
      },
      body,
      signal,
    })
    if (!answer.ok) {
      const said = (await answer.text()).slice(0, ERROR_BYTES)
      if (times && refusesTimes(answer.status, said)) {
        withTimes = false
        return await ask(part, wishes, signal)
      }
      const retryAfter = answer.headers.get('retry-after') ?? undefined
      throw failureOfStatus({ status: answer.status, body: said, retryAfter }, Date.now())
    }
    const said = await answer.text()
    if (said.trim() === '')
      throw new ProviderFailure('retry', 'its answer was empty', { fault: 'empty-answer' })
    const heard = readTranscript(said)
    if (!heard)
      throw new ProviderFailure('retry', 'its answer was no transcript, or cut off', {
        fault: 'damaged-answer',
      })
    // Silence is said by a server that heard all of it; an empty answer without a length says nothing.
    if (heard.segments.length === 0 && heard.seconds === null)
      throw new ProviderFailure('next-provider', 'it answered without a word', { fault: 'empty-answer' })
    return heard
  }

  return {
    name,
    model,
    async transcribe(part, wishes, signal) {
      try {
        return await ask(part, wishes, signal)
      } catch (error) {
        if (signal.aborted) throw signal.reason
        throw classifyFailure(error, Date.now())
      }
    },
  }
}

function formOf(
  { bytes, mediaType }: SoundPart,
  { language, hint }: Wishes,
  model: string,
  format: string,
): FormData {
  const form = new FormData()
  form.set('file', new File([bytes], `recording.${ENDINGS[mediaType] ?? 'bin'}`, { type: mediaType }))
  form.set('model', model)
  form.set('response_format', format)
  form.set('temperature', '0')
  if (format === 'verbose_json') form.append('timestamp_granularities[]', 'segment')
  if (language) form.set('language', language)
  if (hint) form.set('prompt', hint)
  return form
}

/** True for a model that only answers in plain JSON, such as OpenAI's gpt-4o-transcribe. */
function refusesTimes(status: number, said: string): boolean {
  return (
    [400, 415, 422, 501].includes(status) &&
    /response_format|verbose_json|timestamp_granularities/i.test(said)
  )
}
