import * as Y from 'yjs'
import type { AttributionIndex, Origin } from './attribution-index.ts'

/** A stretch of characters (UTF-16 units) by one author; `first` and `last` brought its oldest and newest one. */
export type AuthoredRun = { length: number; first: Origin | undefined; last: Origin | undefined }

/** One text of a page: where it stands below `body` (the places of its ancestors and its own), and who wrote it. */
export type AuthoredText = { root: 'title' | 'body'; path: number[]; runs: AuthoredRun[] }

/**
 * Who wrote each visible character of a page. Neighbours of one author within `withinMs` of each other are one run; with 0
 * every update is told apart.
 */
export function attributeTexts(doc: Y.Doc, index: AttributionIndex, withinMs: number): AuthoredText[] {
  const texts: AuthoredText[] = []
  const add = (root: AuthoredText['root'], path: number[], text: Y.Text): void => {
    const runs = runsOf(text, index, withinMs)
    if (runs.length > 0) texts.push({ root, path, runs })
  }
  const descend = (parent: Y.XmlFragment, path: number[]): void => {
    parent.toArray().forEach((node, place) => {
      if (node instanceof Y.XmlText) add('body', [...path, place], node)
      else if (node instanceof Y.XmlElement) descend(node, [...path, place])
    })
  }
  add('title', [], doc.getText('title'))
  descend(doc.getXmlFragment('body'), [])
  return texts
}

function runsOf(text: Y.Text, index: AttributionIndex, withinMs: number): AuthoredRun[] {
  const runs: AuthoredRun[] = []
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted || !(item.content instanceof Y.ContentString)) continue
    for (const [origin, length] of index.origins(item.id.client, item.id.clock, item.length)) {
      const run = runs.at(-1)
      if (run && continues(run, origin, withinMs)) extend(run, origin, length)
      else runs.push({ length, first: origin, last: origin })
    }
  }
  return runs
}

function continues({ first, last }: AuthoredRun, next: Origin | undefined, withinMs: number): boolean {
  if (!first || !last || !next) return first === next
  if (first.author.kind !== next.author.kind || first.author.id !== next.author.id) return false
  if (withinMs === 0) return last.seq === next.seq
  return next.at - last.at <= withinMs && first.at - next.at <= withinMs
}

function extend(run: AuthoredRun, origin: Origin | undefined, length: number): void {
  run.length += length
  if (!origin || !run.first || !run.last) return
  if (origin.at < run.first.at) run.first = origin
  if (origin.at > run.last.at) run.last = origin
}
