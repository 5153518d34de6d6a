import type { Node } from '@tiptap/pm/model'
import type { GeneratedPassage } from '#server/contracts/provenance.ts'
import { mentionText } from '#server/document-model/mention-node.ts'
import { type Stretch, StretchReader, sumOfStretches } from '#server/document-model/stretches.ts'

/** What of the page in the editor names a source, with its positions: the same stretches that the server counts. */
export function pageStretches(doc: Node): readonly Stretch[] {
  return readStretches(doc, undefined)
}

/** All of a pending result, as stretches that name its source whatever marks they have. */
export function pendingStretches(result: Node): readonly Stretch[] {
  return readStretches(result, String(result.attrs.taskId))
}

function readStretches(holder: Node, all: string | undefined): readonly Stretch[] {
  const reader = new StretchReader()
  holder.descendants((node, position, parent) => {
    const { name } = node.type
    if (name === 'jobResult') return false
    if (node.isText) reader.text(node.text ?? '', all ?? sourceOf(node) ?? parent?.attrs.fromTask, position)
    else if (name === 'mention') reader.text(mentionText(node.attrs), all)
    else {
      reader.line()
      if (name === 'image') reader.picture(node.attrs.attachmentId, all ?? node.attrs.fromTask, position)
    }
    return true
  })
  return reader.stretches
}

function sourceOf({ marks }: Node): unknown {
  return marks.find(({ type }) => type.name === 'provenance')?.attrs.taskId
}

/** True while the passage is about the words that stand there now. */
export function isOfNow(
  { at, stretches: count, sum, taskId }: GeneratedPassage,
  stretches: readonly Stretch[],
): boolean {
  const own = stretches.slice(at, at + count)
  return own.length === count && own[0]?.taskId === taskId && sumOfStretches(own) === sum
}

/** Words in the page that name a source, from one position to another. */
export type SourcePlace = { taskId: string; from: number; to: number }

/**
 * The passages that the server told of which words in this place belong to; `isWhole` is false where some belong to none, which are newer
 * than its answer or were not looked at.
 */
export function passagesIn(
  doc: Node,
  { taskId, from, to }: SourcePlace,
  passages: readonly GeneratedPassage[],
): { found: GeneratedPassage[]; isWhole: boolean } {
  const stretches = pageStretches(doc)
  const found = new Set<GeneratedPassage>()
  let isWhole = true
  for (const [index, stretch] of stretches.entries()) {
    if (stretch.taskId !== taskId || stretch.to < from || stretch.from > to) continue
    const passage = passages.find((one) => one.at <= index && index < one.at + one.stretches)
    if (passage && isOfNow(passage, stretches)) found.add(passage)
    else isWhole = false
  }
  return { found: [...found], isWhole: isWhole && found.size > 0 }
}

/** How the words of a passage begin, to tell it from others; undefined for a picture. */
export function beginningOf(doc: Node, { at }: Pick<GeneratedPassage, 'at'>): string | undefined {
  const stretch = pageStretches(doc)[at]
  if (!stretch || stretch.picture !== undefined) return undefined
  const words = doc.textBetween(stretch.from, stretch.to, ' ', ' ')
  return words.length > QUOTED ? `${words.slice(0, QUOTED).trimEnd()}…` : words
}

const QUOTED = 40
