import type { ResultOf } from '#server/contracts/processing.ts'
import type { Provider, ProviderAnswer, TextRequest } from '../provider.ts'

type Options = Parameters<Provider['answer']>[1]

/**
 * The answer of a provider. Where a classification is wanted twice, it is asked for again with the labels in the other order, since
 * models lean to what stands first: how far the two agree is the only confidence that is claimed. Of several labels those
 * stay that both named; where one was asked for and they differ, the first stays, with an agreement of 0.
 */
export async function answerOf(
  provider: Provider,
  request: TextRequest,
  options: Options,
): Promise<ProviderAnswer> {
  if (request.kind !== 'classify' || !request.twice) return await provider.answer(request, options)
  const first = await provider.answer(request, options)
  const second = await provider.answer({ ...request, labels: request.labels.toReversed() }, options)
  if (first.result.kind !== 'classify' || second.result.kind !== 'classify') return first
  return {
    ...first,
    result: agreed(first.result, second.result, request.several),
    cut: first.cut || second.cut,
    usage: first.usage &&
      second.usage && {
        inputTokens: sum(first, second, 'inputTokens'),
        outputTokens: sum(first, second, 'outputTokens'),
      },
  }
}

function sum(
  first: ProviderAnswer,
  second: ProviderAnswer,
  count: 'inputTokens' | 'outputTokens',
): number | null {
  const [one, other] = [first.usage?.[count], second.usage?.[count]]
  return one === null || other === null || one === undefined || other === undefined ? null : one + other
}

function agreed(
  first: ResultOf<'classify'>,
  second: ResultOf<'classify'>,
  several: boolean,
): ResultOf<'classify'> {
  const other = new Set(second.labels.map(({ label }) => label))
  const both = first.labels.filter(({ label }) => other.has(label))
  const all = new Set([...first.labels, ...second.labels].map(({ label }) => label)).size
  // Both say that none fits: that is agreement too.
  const agreement = all === 0 ? 1 : Math.round((both.length / all) * 1000) / 1000
  return { ...first, labels: several ? both : first.labels, agreement }
}
