import { ACTIONS_MAX } from '#server/contracts/action-items.ts'
import { cutText } from '#server/contracts/cut-text.ts'
import type { ProcessResult, ResultOf } from '#server/contracts/processing.ts'
import { ENTITIES_MAX } from '#server/contracts/text-kinds.ts'
import { SHOWN_TEXT_MAX } from '#server/contracts/text-source.ts'
import { inOrder } from '../action-items/read-model-actions.ts'
import { mergeReplies } from '../ask/merge-replies.ts'
import { mergeLabels } from '../classify/merge-labels.ts'
import { mergeFields } from '../extract/merge-fields.ts'
import type { TextRequest } from '../provider.ts'
import { mergeRewritings } from '../rewriting/merge-rewritings.ts'
import { labelOf, sumUpSentiment } from '../sentiment/sum-up-sentiment.ts'
import type { TextPart } from './text-parts.ts'

/** A part's place in the whole text and what was found in it. */
export type PartResult = { part: Pick<TextPart, 'start' | 'end'>; result: ProcessResult }
/** One result for the whole text, and sentences about what it leaves out. */
export type Merged = { result: ProcessResult; notes: string[] }

const SENTENCES_MAX = 5_000

/** Puts what was found in the parts together, with places counted in the whole text. Summaries only follow one another. */
export function mergeResults(request: TextRequest, parts: readonly PartResult[]): Merged {
  switch (request.kind) {
    case 'summarise':
      return { result: mergeSummaries(of(parts, 'summarise')), notes: [] }
    case 'keywords':
      return { result: mergeKeywords(of(parts, 'keywords'), request.count), notes: [] }
    case 'entities':
      return mergeEntities(of(parts, 'entities'), request.text)
    case 'action-items':
      return mergeActions(of(parts, 'action-items'), request.text)
    case 'classify':
      return { result: mergeLabels(of(parts, 'classify'), request.labels, request.several), notes: [] }
    case 'extract':
      return mergeFields(of(parts, 'extract'), request)
    case 'ask':
      return {
        result: mergeReplies(
          of(parts, 'ask').map(({ result }) => result),
          request,
        ),
        notes: [],
      }
    case 'sentiment':
      return mergeSentiments(of(parts, 'sentiment'), request.text)
    case 'improve':
    case 'fix-grammar':
    case 'shorter':
    case 'longer':
    case 'change-tone':
    case 'translate':
    case 'explain':
      return { result: mergeRewritings(request.kind, of(parts, request.kind), request.text), notes: [] }
    case 'language':
    case 'readability':
      throw new Error(`${request.kind} is never worked on in parts`)
  }
}

type Found<Kind extends ProcessResult['kind']> = { part: PartResult['part']; result: ResultOf<Kind> }

function of<Kind extends ProcessResult['kind']>(parts: readonly PartResult[], kind: Kind): Found<Kind>[] {
  return parts.flatMap(({ part, result }) => (isOf(result, kind) ? [{ part, result }] : []))
}

function isOf<Kind extends ProcessResult['kind']>(
  result: ProcessResult,
  kind: Kind,
): result is ResultOf<Kind> {
  return result.kind === kind
}

function mergeSummaries(parts: readonly Found<'summarise'>[]): ResultOf<'summarise'> {
  return {
    kind: 'summarise',
    text: parts.map(({ result }) => result.text).join('\n\n'),
    sentences: parts.reduce((sum, { result }) => sum + result.sentences, 0),
  }
}

/** A term weighs what it weighs in the parts, each by its length: what runs through the text comes before what one part says. */
function mergeKeywords(parts: readonly Found<'keywords'>[], count: number): ResultOf<'keywords'> {
  const terms = new Map<string, { term: string; weight: number }>()
  for (const { part, result } of parts)
    for (const { term, weight } of result.keywords) {
      const known = terms.get(term.toLowerCase())
      const sum = (known?.weight ?? 0) + weight * (part.end - part.start)
      terms.set(term.toLowerCase(), { term: known?.term ?? term, weight: sum })
    }
  const best = [...terms.values()].sort((a, b) => b.weight - a.weight).slice(0, count)
  const most = best[0]?.weight ?? 0
  return {
    kind: 'keywords',
    keywords: best.map(({ term, weight }) => ({
      term,
      weight: most === 0 ? 0 : Math.round((weight / most) * 1000) / 1000,
    })),
  }
}

function mergeEntities(parts: readonly Found<'entities'>[], text: string): Merged {
  const all = parts.flatMap(({ part, result }) =>
    result.entities.map((entity) => ({
      ...entity,
      start: entity.start + part.start,
      end: entity.end + part.start,
    })),
  )
  const entities = all.slice(0, ENTITIES_MAX)
  return {
    result: {
      kind: 'entities',
      entities,
      // A type counts as searched only where every part was searched for it.
      searched: (parts[0]?.result.searched ?? []).filter((type) =>
        parts.every(({ result }) => result.searched.includes(type)),
      ),
      source: cutText(text, SHOWN_TEXT_MAX),
    },
    notes:
      all.length > entities.length
        ? [`Only the first ${ENTITIES_MAX} of ${all.length} findings are listed.`]
        : [],
  }
}

function mergeActions(parts: readonly Found<'action-items'>[], text: string): Merged {
  const all = inOrder(
    parts.flatMap(({ part, result }) =>
      result.items.map(({ place, ...item }) => ({
        ...item,
        place: place && { start: place.start + part.start, end: place.end + part.start },
      })),
    ),
  )
  const items = all.slice(0, ACTIONS_MAX)
  return {
    result: { kind: 'action-items', items, source: cutText(text, SHOWN_TEXT_MAX) },
    notes: all.length > items.length ? [`Only the first ${ACTIONS_MAX} of ${all.length} are listed.`] : [],
  }
}

/** Summed up from all sentences that were scored; from the parts, by their lengths, where none was. */
function mergeSentiments(parts: readonly Found<'sentiment'>[], text: string): Merged {
  const all = parts.flatMap(({ part, result }) =>
    result.sentences.map(({ start, end, score }) => ({
      start: start + part.start,
      end: end + part.start,
      score,
    })),
  )
  const scores = all.flatMap(({ score }) => score ?? [])
  const sentences = all.slice(0, SENTENCES_MAX)
  return {
    result: {
      kind: 'sentiment',
      ...(scores.length > 0 ? sumUpSentiment(scores) : meanOf(parts)),
      sentences,
      source: cutText(text, SHOWN_TEXT_MAX),
    },
    notes:
      all.length > sentences.length
        ? [`Only the first ${SENTENCES_MAX} of ${all.length} sentences are listed.`]
        : [],
  }
}

function meanOf(parts: readonly Found<'sentiment'>[]): Pick<ResultOf<'sentiment'>, 'score' | 'label'> {
  const length = parts.reduce((sum, { part }) => sum + part.end - part.start, 0)
  const sum = parts.reduce((total, { part, result }) => total + result.score * (part.end - part.start), 0)
  const score = length === 0 ? 0 : Math.round((sum / length) * 100) / 100
  return { score, label: labelOf(score) }
}
