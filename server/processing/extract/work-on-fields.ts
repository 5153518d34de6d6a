import { cutText } from '#server/contracts/cut-text.ts'
import { SHOWN_TEXT_MAX } from '#server/contracts/text-source.ts'
import { AppError } from '#server/platform/errors.ts'
import { detectLanguage } from '../local-engine/detect-language.ts'
import type { GivenAnswer, TextOutcome, WorkRequest } from '../local-engine/text-work.ts'
import { checked, combine, measured, notChecked } from '../quality/signals.ts'
import { readableInput } from '../quality/text-signals.ts'

const WORTH = { text: 1, passage: 0.7, none: 0 } as const

/** Judges the values that a model found by what in the text speaks for them. Nothing on this server finds any itself. */
export async function workOnFields(
  { text }: WorkRequest<'extract'>,
  given: GivenAnswer | undefined,
): Promise<TextOutcome> {
  const result = given?.result
  if (result?.kind !== 'extract')
    throw new AppError('cannot-process', 'The built-in engine cannot find the values of fields.')
  const { language } = await detectLanguage(text)
  const values = result.fields.flatMap((field) => field.values)
  const worth = values.reduce((sum, { evidence }) => sum + WORTH[evidence], 0) / Math.max(1, values.length)
  const invented = values.length > 0 && values.every(({ evidence }) => evidence === 'none')
  const quality = combine('fields-model-1', [
    readableInput(text, language),
    checked('whole', given?.cut !== true, given?.cut ? 'it was cut off' : 'it was not cut off'),
    values.length === 0
      ? notChecked('grounded', 'it found no value, and whether there is one cannot be told without reading')
      : measured(
          'grounded',
          worth,
          { good: 0.9, weak: 0.5 },
          invented ? 'none of its values stands in the text' : 'how far its values stand in the text',
          { hard: invented, weight: 4 },
        ),
    notChecked('fitting', 'whether a value belongs to its field cannot be told without reading'),
  ])
  return { result: { ...result, source: cutText(text, SHOWN_TEXT_MAX) }, quality, notes: [] }
}
