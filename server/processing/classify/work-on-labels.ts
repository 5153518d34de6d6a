import { AppError } from '#server/platform/errors.ts'
import { detectLanguage } from '../local-engine/detect-language.ts'
import type { GivenAnswer, TextOutcome, WorkRequest } from '../local-engine/text-work.ts'
import { checked, combine, measured, notChecked, type Observation } from '../quality/signals.ts'
import { readableInput } from '../quality/text-signals.ts'

/** Judges the labels that a model gave. Nothing on this server gives any itself. */
export async function workOnLabels(
  { text }: WorkRequest<'classify'>,
  given: GivenAnswer | undefined,
): Promise<TextOutcome> {
  const result = given?.result
  if (result?.kind !== 'classify')
    throw new AppError('cannot-process', 'The built-in engine cannot tell which label fits.')
  const { language } = await detectLanguage(text)
  const quoted = result.labels.filter(({ quote }) => quote !== null).length
  const quality = combine('labels-model-1', [
    readableInput(text, language),
    checked('whole', given?.cut !== true, given?.cut ? 'it was cut off' : 'it was not cut off'),
    result.labels.length === 0
      ? notChecked('quoted', 'no label fits, so there is nothing to quote')
      : measured(
          'quoted',
          quoted / result.labels.length,
          { good: 1, weak: 0.5 },
          'share of labels for which a passage of the text speaks',
        ),
    agreement(result.agreement),
  ])
  return { result, quality, notes: [] }
}

/** A model's single reading says nothing of how sure it is: it counts as half, so that the score claims nothing. */
function agreement(share: number | null): Observation {
  if (share === null)
    return {
      ...notChecked('agreement', 'not checked: it was read once, so nothing tells how sure that is'),
      ...{ share: 0.5, weight: 6 },
    }
  const note = share === 1 ? 'two readings agree' : 'share on which two readings agree'
  return measured('agreement', share, { good: 1, weak: 0.5 }, note, { weight: 6 })
}
