import { AppError } from '#server/platform/errors.ts'
import { detectLanguage } from '../local-engine/detect-language.ts'
import type { GivenAnswer, TextOutcome, WorkRequest } from '../local-engine/text-work.ts'
import { checked, combine, measured, notChecked } from '../quality/signals.ts'
import { isRefusalToWork, numbersOf, readableInput } from '../quality/text-signals.ts'

/** Judges a model's answer to a question by the passages that it rests on. Nothing on this server answers questions itself. */
export async function workOnReply(
  { text, question }: WorkRequest<'ask'>,
  given: GivenAnswer | undefined,
): Promise<TextOutcome> {
  const result = given?.result
  if (result?.kind !== 'ask')
    throw new AppError('cannot-process', 'The built-in engine cannot answer questions.')
  const { language } = await detectLanguage(text)
  const whole = checked('whole', given?.cut !== true, given?.cut ? 'it was cut off' : 'it was not cut off')
  if (!result.answered)
    return {
      result,
      quality: combine('reply-signals-1', [
        readableInput(text, language),
        whole,
        notChecked('overlooked', 'not checked: nothing here can tell whether the text does say it'),
      ]),
      notes: [],
    }
  const found = result.quotes.filter((quote) => quote.found).length / Math.max(1, result.quotes.length)
  const refuses = isRefusalToWork(result.text)
  const quality = combine('reply-signals-1', [
    readableInput(text, language),
    whole,
    checked('no-refusal', !refuses, refuses ? 'it refuses' : 'it does not refuse'),
    measured(
      'quoted',
      found,
      { good: 1, weak: 0.5 },
      found === 0
        ? 'no passage that it quotes stands in the text'
        : 'share of its quotations that stand in the text',
      { hard: found === 0, weight: 4 },
    ),
    numbers(`${text}\n${question}`, result.text),
    notChecked(
      'follows',
      'not checked: nothing here can tell whether the answer follows from what it quotes',
    ),
  ])
  return { result, quality, notes: [] }
}

function numbers(source: string, answer: string): ReturnType<typeof measured> {
  const used = numbersOf(answer).filter((number) => number.length > 1)
  if (used.length === 0) return notChecked('numbers', 'it states no numbers')
  const known = new Set(numbersOf(source))
  const share = used.filter((number) => known.has(number)).length / used.length
  const note = share === 1 ? 'every number is in the text' : 'some of its numbers are not in the text'
  return measured('numbers', share, { good: 1, weak: 0.5 }, note, { weight: 1.5 })
}
