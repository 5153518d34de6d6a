import * as Y from 'yjs'
import type { InlineRun } from '#server/contracts/document-blocks.ts'
import { mentionKind, mentionText } from './mention-node.ts'
import { pushAll } from './push-all.ts'

/** The words below a node with their marks; a broken line is a line end. Walks without recursion. */
export function runsOf(node: Y.XmlElement | Y.XmlText): InlineRun[] {
  const runs: InlineRun[] = []
  const open: unknown[] = [node]
  while (open.length > 0) {
    const next = open.pop()
    if (next instanceof Y.XmlText) pushAll(runs, textRuns(next))
    else if (!(next instanceof Y.XmlElement)) continue
    else if (next.nodeName === 'mention') runs.push(mentionRun(next))
    else if (next.nodeName === 'hardBreak') runs.push({ text: '\n' })
    else pushAll(open, next.toArray().reverse())
  }
  return runs
}

/** The words below a node, without their marks. */
export function wordsOf(node: Y.XmlElement): string {
  return runsOf(node)
    .map(({ text }) => text)
    .join('')
}

/** The elements that stand in a node, without its text. */
export function elementsOf(node: Y.XmlElement): Y.XmlElement[] {
  return node.toArray().filter((child) => child instanceof Y.XmlElement)
}

/** An attribute in words; empty where there is none. */
export function attributeOf(node: Y.XmlElement, name: string): string {
  const value: unknown = node.getAttribute(name)
  return value === undefined || value === null ? '' : String(value)
}

function mentionRun(node: Y.XmlElement): InlineRun {
  const text = mentionText(node.getAttributes())
  const targetId = attributeOf(node, 'targetId')
  return targetId === ''
    ? { text }
    : { text, mention: { kind: mentionKind(node.getAttribute('kind')), targetId } }
}

function textRuns(node: Y.XmlText): InlineRun[] {
  const delta: { insert?: unknown; attributes?: Record<string, unknown> }[] = node.toDelta()
  return delta.flatMap(({ insert, attributes = {} }) =>
    typeof insert === 'string' ? [{ text: insert, ...marksOf(attributes) }] : [],
  )
}

function marksOf({
  bold,
  italic,
  underline,
  strike,
  code,
  link,
}: Record<string, unknown>): Omit<InlineRun, 'text'> {
  const href = typeof link === 'object' && link !== null && 'href' in link ? String(link.href) : ''
  return {
    ...(bold ? { bold: true } : {}),
    ...(italic ? { italic: true } : {}),
    ...(underline ? { underline: true } : {}),
    ...(strike ? { strike: true } : {}),
    ...(code ? { code: true } : {}),
    ...(href === '' ? {} : { href }),
  }
}
