import { ProviderFailure } from '#server/recovery/provider-failure.ts'
import { readModelActions } from './action-items/read-model-actions.ts'
import { readModelReply } from './ask/read-model-reply.ts'
import { readModelLabels } from './classify/read-model-labels.ts'
import { readModelEntities } from './entities/read-model-entities.ts'
import { readModelFields } from './extract/read-model-fields.ts'
import { parseKeywords } from './prompts.ts'
import type { ProviderAnswer, TextRequest } from './provider.ts'
import { readModelRewriting } from './rewriting/read-model-rewriting.ts'
import { readModelSentiment } from './sentiment/read-model-sentiment.ts'

/** What a model's words, those behind its thoughts, say for a request. Throws `ProviderFailure` when they are nothing, or not of the form asked for, `UnreadableAnswer` where the model may mend them. */
export function readModelAnswer(
  request: TextRequest,
  text: string,
  cut: boolean,
): Omit<ProviderAnswer, 'usage'> {
  // With status 200 and nothing in it the SDK is content; whoever asked is not.
  if (text === '') throw new ProviderFailure('retry', 'its answer was empty', { fault: 'empty-answer' })
  switch (request.kind) {
    case 'summarise':
      return { result: { kind: 'summarise', text, sentences: 0 }, cut, notes: [] }
    case 'keywords': {
      const result = parseKeywords(text, request.count)
      if (!result)
        throw new ProviderFailure('retry', 'its answer was not the list that was asked for', {
          fault: 'damaged-answer',
        })
      return { result, cut, notes: [] }
    }
    case 'entities': {
      const read = readModelEntities(text, request.text, request.types)
      if (!read)
        throw new ProviderFailure('retry', 'its answer was not a list of what stands in the text', {
          fault: 'damaged-answer',
        })
      return { ...read, cut }
    }
    case 'sentiment': {
      const read = readModelSentiment(text, request.text)
      if (!read)
        throw new ProviderFailure('retry', 'its answer was not the scores that were asked for', {
          fault: 'damaged-answer',
        })
      return { ...read, cut }
    }
    case 'action-items':
      return { ...readModelActions(text, request.text), cut }
    case 'classify':
      return { result: readModelLabels(request, text), cut, notes: [] }
    case 'extract':
      return { result: readModelFields(request, text), cut, notes: [] }
    case 'ask':
      return { result: readModelReply(request, text), cut, notes: [] }
    case 'improve':
    case 'fix-grammar':
    case 'shorter':
    case 'longer':
    case 'change-tone':
    case 'translate':
    case 'explain':
      return { result: readModelRewriting(request, text), cut, notes: [] }
    case 'language':
    case 'readability':
      throw new ProviderFailure('next-provider', `no model is asked for ${request.kind}`)
  }
}
