import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { APICallError, generateText } from 'ai'
import type { KnownAbilities } from '#server/contracts/providers.ts'
import { MODEL_KINDS } from '#server/contracts/text-kinds.ts'
import type { ModelProviderConfig } from '#server/platform/config/config.ts'
import type { Egress, EgressLimits } from '#server/platform/egress/egress.ts'
import { partCharactersOf } from '#server/providers/known-providers.ts'
import type { Learnt } from '#server/providers/model-abilities.ts'
import { afterThoughts } from '#server/providers/thoughts.ts'
import { ProviderFailure } from '#server/recovery/provider-failure.ts'
import { mostAnswerTokens, mostThoughtTokens } from './answer-tokens.ts'
import { classifyFailure } from './classify-failure.ts'
import { answerTokensWithin, questionTokens } from './context-room.ts'
import { namedContext } from './named-context.ts'
import { plainAnswerAsStream } from './plain-answer-as-stream.ts'
import { promptFor } from './prompts.ts'
import type { Provider, TextRequest } from './provider.ts'
import { readAnswerStream, type StreamedAnswer } from './read-answer-stream.ts'
import { readModelAnswer } from './read-model-answer.ts'
import { readOrMend, type Said } from './read-or-mend.ts'
import { type Heard, hasThought, spokenAnswer } from './spoken-answer.ts'

// An answer holds at most a few hundred words; what sends more is broken. The attempts of the chain end long before the time.
const LIMITS: EgressLimits = { bytes: 2 * 1_048_576, ms: 300_000 }
// A stream wraps every few letters in some hundred bytes of its own; the letters themselves have a limit besides.
const STREAM_LIMITS: EgressLimits = { bytes: 16 * 1_048_576, ms: 900_000 }
const STREAM_CHARACTERS = 1_000_000
// From so many tokens that it may have, an answer is streamed where nobody looks too: only then it is seen to come.
const LONG_TOKENS = 2_000
// A model that has begun says something every second or so, on the slowest machines too.
const STALL_MS = 12_000
// Kinds whose answers are one object, as `response_format` asks for it; their prompts ask for it in words as well.
const OBJECT_KINDS: ReadonlySet<TextRequest['kind']> = new Set([
  ...(['keywords', 'entities', 'sentiment', 'action-items', 'classify', 'extract', 'ask'] as const),
])

/** What is known of the model before it is asked, and who is told what a question showed. */
export type ModelKnowledge = {
  abilities?: Partial<Pick<KnownAbilities, 'contextTokens' | 'streams' | 'json' | 'thinks'>> | undefined
  learn?: (learnt: Learnt) => Promise<void>
}

/**
 * A model behind an endpoint that speaks OpenAI's chat completions. One request, streamed where somebody wants to see the words
 * come and the endpoint can, held to JSON where it was found to keep to it, with room for thoughts where it was found to think; no
 * retries here. What it refuses of these it is not
 * asked for again. The door refuses redirects, so the key goes nowhere but to the configured address.
 */
export function createOpenAICompatibleProvider(
  config: ModelProviderConfig & { checked?: boolean },
  egress: Egress,
  { stallMs = STALL_MS, abilities, learn }: { stallMs?: number } & ModelKnowledge = {},
): Provider {
  // What people entered may lead anywhere; what the environment names is the operator's word.
  const door = (limits: EgressLimits) => (config.checked ? egress.checked(limits) : egress.trusted(limits))
  const modelThrough = (through: typeof fetch, more: object = {}) =>
    createOpenAICompatible({
      name: config.name,
      baseURL: config.baseUrl,
      ...(config.apiKey !== undefined && { apiKey: config.apiKey }),
      includeUsage: true,
      fetch: through,
      transformRequestBody: (body) => ({ ...body, ...more }),
    }).chatModel(config.model)
  const plain = modelThrough(door(LIMITS))
  const held = modelThrough(door(LIMITS), { response_format: { type: 'json_object' } })
  const streaming = modelThrough(plainAnswerAsStream(door(STREAM_LIMITS)))
  let streams = abilities?.streams !== false
  // Only where it was seen: some servers that know the field answer with an error of their own.
  let json = abilities?.json === true
  let thinks = abilities?.thinks === true
  let contextTokens = config.contextTokens ?? abilities?.contextTokens ?? undefined

  /** Undefined when the endpoint refuses to stream: then it is not asked for it again. */
  async function streamed(
    { system, prompt, ...settings }: Asked,
    signal: AbortSignal,
    { onText, onSign }: Told,
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
      const said = afterThoughts()
      const tell = (text: string): void => {
        const answer = said(text)
        if (answer) onText?.(answer)
      }
      return await readAnswerStream(stream, {
        ...{ signal, onText: tell, onSign, stallMs, most: STREAM_CHARACTERS },
      })
    } catch (error) {
      if (!refuses(error, /stream/i)) throw error
      streams = false
      await learn?.({ streams })
      return undefined
    }
  }

  async function whole(asked: Asked, isObject: boolean, signal: AbortSignal): Promise<Heard> {
    const settings = { ...asked, maxRetries: 0, abortSignal: signal }
    if (!isObject || !json) return heardOf(await generateText({ model: plain, ...settings }))
    try {
      return heardOf(await generateText({ model: held, ...settings }))
    } catch (error) {
      if (!refuses(error, /response_format|json_object|json mode/i)) throw error
      json = false
      await learn?.({ json })
      return heardOf(await generateText({ model: plain, ...settings }))
    }
  }

  /** Remembers the context that a refusal names, for questions from now on. */
  async function learnContext(error: unknown, request: TextRequest): Promise<void> {
    if (!APICallError.isInstance(error) || classifyFailure(error, Date.now()).fault !== 'too-long') return
    const named = namedContext(error.responseBody ?? '', questionTokens(request) + mostAnswerTokens(request))
    // An owner's word stands until the owner takes it back.
    if (named === undefined || config.contextTokens !== undefined) return
    contextTokens = Math.min(named, contextTokens ?? named)
    await learn?.({ contextTokens })
  }

  /** The words that are the answer; whoever is seen to think has room for it from then on. */
  async function spoken(heard: Heard, hadRoom: boolean, source: string): Promise<Said> {
    if (hasThought(heard, source) && !thinks) {
      thinks = true
      await learn?.({ thinks })
    }
    return spokenAnswer(heard, hadRoom, source)
  }

  return {
    name: config.name,
    model: config.model,
    kinds: MODEL_KINDS,
    partCharacters: partCharactersOf(config),
    contextTokens: () =>
      thinks && contextTokens !== undefined
        ? contextTokens - mostThoughtTokens(contextTokens)
        : contextTokens,
    thinks: () => thinks,
    async answer(request, { signal, ...told }) {
      const hasRoom = thinks
      const asked: Asked = {
        ...promptFor(request),
        temperature: 0,
        maxOutputTokens: answerTokensWithin(request, contextTokens, hasRoom),
      }
      try {
        const said =
          (streams && isWatched(request, told, hasRoom) && (await streamed(asked, signal, told))) ||
          (await whole(asked, OBJECT_KINDS.has(request.kind), signal))
        if (said.finishReason === 'content-filter')
          throw new ProviderFailure('next-provider', 'its content filter refused the text', {
            fault: 'request-refused',
            countsAgainstProvider: false,
          })
        const { prompt, ...settings } = asked
        return await readOrMend(
          await spoken(said, hasRoom, request.text),
          (text, cut) => readModelAnswer(request, text, cut),
          async ({ answer, repair }) => {
            const again = await generateText({
              ...{ model: plain, ...settings, maxRetries: 0, abortSignal: signal },
              messages: [
                { role: 'user', content: prompt },
                { role: 'assistant', content: answer },
                { role: 'user', content: repair },
              ],
            })
            return await spoken(heardOf(again), hasRoom, request.text)
          },
        )
      } catch (error) {
        if (signal.aborted) throw signal.reason
        await learnContext(error, request)
        throw classifyFailure(error, Date.now())
      }
    },
  }
}

type Told = Omit<Parameters<Provider['answer']>[1], 'signal'>

/** Whether it matters that an answer is seen to come. Objects that nobody looks at come whole: then they can be held to JSON. */
function isWatched(request: TextRequest, { onText, onSign }: Told, thinks: boolean): boolean {
  const isLong = mostAnswerTokens(request) >= LONG_TOKENS && !OBJECT_KINDS.has(request.kind)
  return onText !== undefined || (onSign !== undefined && (isLong || thinks))
}

type Asked = { system: string; prompt: string; temperature: number; maxOutputTokens: number }

function heardOf(said: Awaited<ReturnType<typeof generateText>>): Heard {
  const { text, finishReason, usage, reasoningText } = said
  const thought = Boolean(reasoningText) || (usage.outputTokenDetails.reasoningTokens ?? 0) > 0
  return { text, finishReason, usage, thought }
}

/** True for an endpoint that says that it cannot do something, or does not know what belongs to it. */
function refuses(error: unknown, what: RegExp): boolean {
  return (
    APICallError.isInstance(error) &&
    [400, 405, 415, 422, 501].includes(error.statusCode ?? 0) &&
    what.test(error.responseBody ?? '')
  )
}
