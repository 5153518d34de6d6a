import * as Y from 'yjs'
import { setAttribute } from './page-content.ts'
import { MARK_VOCABULARY } from './vocabulary.ts'

type Child = Y.XmlElement | Y.XmlText

/**
 * Makes the content of `live` that of `wanted`, which belongs to another document, by changing only what differs: a text that has
 * grown is added to, so that whoever reads it sees words arrive and not the block anew, and the update holds those words alone.
 * What others wrote into it meanwhile goes.
 */
export function rewriteContent(live: Y.XmlElement, wanted: Y.XmlElement): void {
  const before: unknown[] = live.toArray()
  const after = wanted.toArray().filter(isChild)
  const differs = after.findIndex((child, at) => !isAlike(before[at], child))
  const same = differs === -1 ? after.length : differs
  for (let at = 0; at < same; at++) rewriteChild(before[at], after[at])
  if (before.length > same) live.delete(same, before.length - same)
  if (after.length > same)
    live.insert(
      same,
      after.slice(same).map((child) => child.clone()),
    )
}

function isChild(child: unknown): child is Child {
  return child instanceof Y.XmlElement || child instanceof Y.XmlText
}

function isAlike(live: unknown, wanted: Child): boolean {
  if (wanted instanceof Y.XmlText) return live instanceof Y.XmlText
  return live instanceof Y.XmlElement && live.nodeName === wanted.nodeName
}

function rewriteChild(live: unknown, wanted: unknown): void {
  if (live instanceof Y.XmlText && wanted instanceof Y.XmlText) rewriteText(live, wanted)
  if (!(live instanceof Y.XmlElement && wanted instanceof Y.XmlElement)) return
  const [had, has] = [attributesOf(live), attributesOf(wanted)]
  for (const name of Object.keys(had)) if (!(name in has)) live.removeAttribute(name)
  for (const [name, value] of Object.entries(has)) if (had[name] !== value) setAttribute(live, name, value)
  rewriteContent(live, wanted)
}

type Run = { text: string; marks: Readonly<Record<string, unknown>> }

function rewriteText(live: Y.XmlText, wanted: Y.XmlText): void {
  const [before, after] = [runsOf(live), runsOf(wanted)]
  const same = sameLength(before, after)
  if (live.length > same) live.delete(same, live.length - same)
  const fresh: { insert: string; attributes: Record<string, unknown> }[] = []
  let at = 0
  for (const { text, marks } of after) {
    const insert = text.slice(Math.max(0, same - at))
    if (insert !== '') fresh.push({ insert, attributes: everyMark(marks) })
    at += text.length
  }
  // In one pass, as `richElement` does.
  if (fresh.length > 0)
    live.applyDelta([...(same > 0 ? [{ retain: same }] : []), ...fresh], { sanitize: false })
}

function runsOf(text: Y.XmlText): Run[] {
  return text
    .toDelta()
    .map(({ insert, attributes = {} }: { insert: unknown; attributes?: Run['marks'] }) => ({
      // What is no text takes one place, and is never alike.
      text: typeof insert === 'string' ? insert : '\0',
      marks: attributes,
    }))
}

/** How many letters both begin with, marks included. */
function sameLength(before: readonly Run[], after: readonly Run[]): number {
  const [one, other] = [before, after].map((runs) => ({
    text: runs.map(({ text }) => text).join(''),
    marks: runs.flatMap(({ text, marks }) => new Array<string>(text.length).fill(JSON.stringify(marks))),
  }))
  if (!one || !other) return 0
  let same = 0
  while (
    same < other.text.length &&
    one.text[same] === other.text[same] &&
    one.marks[same] === other.marks[same]
  )
    same++
  // Yjs replaces the halves of a character that an edit divides.
  const last = other.text.charCodeAt(same - 1)
  return last >= 0xd800 && last <= 0xdbff ? same - 1 : same
}

/** Absent ones as null: else the text would take on those of the text before it. */
function everyMark(marks: Run['marks']): Record<string, unknown> {
  return Object.fromEntries([...MARK_VOCABULARY.keys()].map((name) => [name, marks[name] ?? null]))
}

/** The attributes of these types, which are all that results have. */
function attributesOf(element: Y.XmlElement): Record<string, string | number | boolean> {
  const all: Record<string, unknown> = element.getAttributes()
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
        ? [[name, value]]
        : [],
    ),
  )
}
