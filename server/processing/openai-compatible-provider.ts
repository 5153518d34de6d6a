import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { APICallError, generateText } from 'ai'
import { MODEL_KINDS } from '#server/contracts/text-kinds.ts'
import type { ModelProviderConfig } from '#server/platform/config/config.ts'
import type { Egress, EgressLimits } from '#server/platform/egress/egress.ts'
import { partCharactersOf } from '#server/providers/known-providers.ts'
import { ProviderFailure } from '#server/recovery/provider-failure.ts'
import { classifyFailure } from './classify-failure.ts'
import { plainAnswerAsStream } from './plain-answer-as-stream.ts'
import { promptFor } from './prompts.ts'
import type { Provider, TextRequest } from './provider.ts'
import { readAnswerStream, type StreamedAnswer } from './read-answer-stream.ts'
import { readModelAnswer } from './read-model-answer.ts'
import { readOrMend } from './read-or-mend.ts'
import type { RewriteRequest } from './rewriting/rewrite-prompt.ts'
import { SCORED_MAX } from './sentiment/read-model-sentiment.ts'

// An answer holds at most a few hundred words; what sends more is broken. The attempts of the chain end long before the time.
const LIMITS: EgressLimits = { bytes: 2 * 1_048_576, ms: 300_000 }
// A stream wraps every few letters in some hundred bytes of its own; the letters themselves have a limit besides.
const STREAM_LIMITS: EgressLimits = { bytes: 16 * 1_048_576, ms: 300_000 }
const STREAM_CHARACTERS = 1_000_000
// A model that has begun says something every second or so, on the slowest machines too.
const STALL_MS = 12_000
// Four tokens a word leave room for languages that need more, and for JSON.
const TOKENS_PER_WORD = 4
const TOKENS_LEAST = 256

/**
 * A model behind an endpoint that speaks OpenAI's chat completions. One request, streamed where somebody wants to see the words
 * come and the endpoint can; no retries here. The door refuses redirects, so the key goes nowhere but to the configured address.
 */
export function createOpenAICompatibleProvider(
  config: ModelProviderConfig & { checked?: boolean },
  egress: Egress,
  { stallMs = STALL_MS }: { stallMs?: number } = {},
): Provider {
  // What people entered may lead anywhere; what the environment names is the operator's word.
  const door = (limits: EgressLimits) => (config.checked ? egress.checked(limits) : egress.trusted(limits))
  const modelThrough = (through: typeof fetch) =>
    createOpenAICompatible({
      name: config.name,
      baseURL: config.baseUrl,
      ...(config.apiKey !== undefined && { apiKey: config.apiKey }),
      includeUsage: true,
      fetch: through,
    }).chatModel(config.model)
  const model = modelThrough(door(LIMITS))
  const streaming = modelThrough(plainAnswerAsStream(door(STREAM_LIMITS)))
  let streams = true

  /** Undefined when the endpoint refuses to stream: then it is not asked for it again. */
  async function streamed(
    { system, prompt, ...settings }: Asked,
    signal: AbortSignal,
    onText: (text: string) => void,
  ): Promise<StreamedAnswer | undefined> {
    try {
      const { stream } = await streaming.doStream({
        ...settings,
        prompt: [
          { role: 'system', content: system },
          { role: 'user', content: [{ type: 'text', text: prompt }] },
        ],
        abortSignal: signal,
      })
      return await readAnswerStream(stream, { signal, onText, stallMs, most: STREAM_CHARACTERS })
    } catch (error) {
      if (!refusesToStream(error)) throw error
      streams = false
      return undefined
    }
  }

  return {
    name: config.name,
    model: config.model,
    kinds: MODEL_KINDS,
    partCharacters: partCharactersOf(config),
    async answer(request, { signal, onText }) {
      const asked: Asked = {
        ...promptFor(request),
        temperature: 0,
        maxOutputTokens: Math.ceil(Math.max(TOKENS_LEAST, answerWords(request) * TOKENS_PER_WORD)),
      }
      try {
        const said =
          (onText && streams && (await streamed(asked, signal, onText))) ||
          (await generateText({ model, ...asked, maxRetries: 0, abortSignal: signal }))
        if (said.finishReason === 'content-filter')
          throw new ProviderFailure('next-provider', 'its content filter refused the text', {
            fault: 'request-refused',
            countsAgainstProvider: false,
          })
        const { prompt, ...settings } = asked
        return await readOrMend(
          said,
          (text, cut) => readModelAnswer(request, text, cut),
          ({ answer, repair }) =>
            generateText({
              ...{ model, ...settings, maxRetries: 0, abortSignal: signal },
              messages: [
                { role: 'user', content: prompt },
                { role: 'assistant', content: answer },
                { role: 'user', content: repair },
              ],
            }),
        )
      } catch (error) {
        if (signal.aborted) throw signal.reason
        throw classifyFailure(error, Date.now())
      }
    },
  }
}

type Asked = { system: string; prompt: string; temperature: number; maxOutputTokens: number }

/** True for an endpoint that says that it cannot stream, or does not know what belongs to it. */
function refusesToStream(error: unknown): boolean {
  return (
    APICallError.isInstance(error) &&
    [400, 405, 415, 422, 501].includes(error.statusCode ?? 0) &&
    /stream/i.test(error.responseBody ?? '')
  )
}

// Scripts without spaces: about two tokens a character, where others have one for four.
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/gu

/** Room for a text that is written anew: that of its source, with the length that is wanted and some to spare. */
function writtenWords(request: RewriteRequest): number {
  const dense = request.text.match(DENSE)?.length ?? 0
  const words = (request.text.length - dense) / 6 + dense / 2
  const toDense = request.kind === 'translate' ? 1.5 : 1
  return 100 + words * 1.3 * toDense * ('percent' in request ? Math.max(1, request.percent / 100) : 1)
}

/** About how many words an answer may have. */
function answerWords(request: TextRequest): number {
  switch (request.kind) {
    case 'summarise':
      return request.words
    case 'keywords':
      return request.count * 6
    // Each finding is a small object; a text has at most about one for each eight characters worth naming.
    case 'entities':
      return Math.min(2_000, 100 + request.text.length / 8)
    // Each task comes with the sentence that says so.
    case 'action-items':
      return Math.min(4_000, 200 + request.text.length / 8)
    case 'classify':
      return 60 + (request.several ? request.labels.length : 1) * 40
    case 'extract':
      return 100 + request.fields.length * 80
    case 'ask':
      return 800
    case 'sentiment':
      return 60 + SCORED_MAX * 6
    case 'language':
    case 'readability':
      return 0
    default:
      return writtenWords(request)
  }
}
