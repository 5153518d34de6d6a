import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { generateText } from 'ai'
import { TEXT_KINDS } from '#server/contracts/processing.ts'
import type { ModelProviderConfig } from '#server/platform/config/config.ts'
import { ProviderFailure } from '#server/recovery/provider-failure.ts'
import { classifyFailure } from './classify-failure.ts'
import { parseKeywords, promptFor } from './prompts.ts'
import type { Provider, ProviderAnswer, TextRequest } from './provider.ts'

// An answer holds at most a few hundred words; what sends more is broken.
const RESPONSE_MAX_BYTES = 2 * 1_048_576
// Four tokens a word leave room for languages that need more, and for JSON.
const TOKENS_PER_WORD = 4
const TOKENS_LEAST = 256

/**
 * A model behind an endpoint that speaks OpenAI's chat completions. One request, no streaming, which every such server can;
 * no retries here. Redirects are refused, so the key goes nowhere but to the configured address.
 */
export function createOpenAICompatibleProvider(config: ModelProviderConfig): Provider {
  const endpoint = createOpenAICompatible({
    name: config.name,
    baseURL: config.baseUrl,
    ...(config.apiKey !== undefined && { apiKey: config.apiKey }),
    fetch: fetchLimited,
  })
  const model = endpoint.chatModel(config.model)
  return {
    name: config.name,
    model: config.model,
    kinds: TEXT_KINDS,
    async answer(request, { signal }) {
      const { system, prompt } = promptFor(request)
      const words = request.kind === 'summarise' ? request.words : request.count * 6
      try {
        const { text, finishReason, usage } = await generateText({
          model,
          system,
          prompt,
          temperature: 0,
          maxOutputTokens: Math.max(TOKENS_LEAST, words * TOKENS_PER_WORD),
          maxRetries: 0,
          abortSignal: signal,
        })
        if (finishReason === 'content-filter')
          throw new ProviderFailure('next-provider', 'its content filter refused the text', {
            countsAgainstProvider: false,
          })
        return {
          ...readAnswer(request, text.trim(), finishReason === 'length'),
          usage: { inputTokens: usage.inputTokens ?? null, outputTokens: usage.outputTokens ?? null },
        }
      } catch (error) {
        if (signal.aborted) throw signal.reason
        throw classifyFailure(error, Date.now())
      }
    },
  }
}

function readAnswer(request: TextRequest, text: string, cut: boolean): Omit<ProviderAnswer, 'usage'> {
  // With status 200 and nothing in it the SDK is content; whoever asked is not.
  if (text === '') throw new ProviderFailure('retry', 'its answer was empty')
  if (request.kind === 'summarise')
    return { result: { kind: 'summarise', text, sentences: 0 }, cut, notes: [] }
  const result = parseKeywords(text, request.count)
  if (!result) throw new ProviderFailure('retry', 'its answer was not the list that was asked for')
  return { result, cut, notes: [] }
}

const fetchLimited: typeof fetch = async (input, init) => {
  const response = await fetch(input, { ...init, redirect: 'error' })
  if (!response.body) return response
  let bytes = 0
  const limit = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.byteLength
      if (bytes > RESPONSE_MAX_BYTES) controller.error(new Error('the response is too large'))
      else controller.enqueue(chunk)
    },
  })
  return new Response(response.body.pipeThrough(limit), {
    status: response.status,
    statusText: response.statusText,
    headers: response.headers,
  })
}
