import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import type { DocumentBlock } from '#server/contracts/document-blocks.ts'
import type { ProcessResult } from '#server/contracts/processing.ts'
import type { PASSAGE_TEXTS } from '#server/contracts/provenance.ts'
import { gapBlocks } from './gap-blocks.ts'
import { PassageWords } from './passage-words.ts'
import { resultBlocks } from './result-blocks.ts'
import { richElement } from './rich-element.ts'
import type { Stretch } from './stretches.ts'

/** What a job or an agent wrote, as it is put into a page: the letters of each part, and the pictures. */
export type Written = { parts: string[]; pictures: ReadonlySet<string> }

export function writtenByJob(result: ProcessResult, gap: string | undefined): Written {
  return writtenOf([...gapBlocks(gap), ...resultBlocks(result)])
}

export function writtenOf(blocks: readonly DocumentBlock[]): Written {
  const pictures = blocks.flatMap((block) => (block.type === 'image' ? [block.attachmentId] : []))
  return { parts: lettersOf(blocks), pictures: new Set(pictures) }
}

/** Of each block; none of what has no letters. */
function lettersOf(blocks: readonly DocumentBlock[]): string[] {
  const doc = new Y.Doc()
  const body = doc.getXmlFragment(ROOT.body)
  const parts = blocks.map((block) => {
    body.delete(0, body.length)
    body.insert(0, [richElement(block)])
    return new PassageWords(body).letters
  })
  doc.destroy()
  return parts.filter((letters) => letters !== '')
}

// Long enough that unrelated texts share hardly any.
const SHINGLE = 8
// Parts that are tried at all places of a page together, a tenth of a second: a result of 5,000 blocks, the most, needs two thirds of
// them. A page and a contribution made for it would hold up everybody for seconds, at each look.
const TRIES_MOST = 20_000_000
/** From this share of common stretches on words are an edited form of what was written, and not something else. */
const EDITED_SHARE = 0.4

type Verdict = Exclude<(typeof PASSAGE_TEXTS)[number], 'unknown'>
type Compared = Pick<Stretch, 'letters' | 'picture' | 'joins'>

/**
 * What each of these stretches, all of one source and in the order of the page, is beside what that wrote: together with those that it
 * joins whole parts of it, a piece or an edited form, or something else, whatever genuine words stand beside it.
 */
export function compareStretches(stretches: readonly Compared[], written: Written): Verdict[] {
  const longestFirst = [...new Set(written.parts)].toSorted((a, b) => b.length - a.length)
  const known = new Set([...written.parts.flatMap(shingles), ...shortPieces(stretches, longestFirst)])
  const tries = { left: TRIES_MOST }
  return runsOf(stretches).flatMap((run) => {
    const [first] = run
    if (first?.picture !== undefined) return [written.pictures.has(first.picture) ? 'as-written' : 'foreign']
    return compareRun(run, longestFirst, known, tries)
  })
}

/** Those that stand together; a picture stands alone. */
function runsOf(stretches: readonly Compared[]): Compared[][] {
  const runs: Compared[][] = []
  for (const stretch of stretches) {
    const run = runs.at(-1)
    if (run && stretch.joins && run[0]?.picture === undefined) run.push(stretch)
    else runs.push([stretch])
  }
  return runs
}

function compareRun(
  run: readonly Compared[],
  parts: readonly string[],
  known: ReadonlySet<string>,
  tries: { left: number },
): Verdict[] {
  const letters = run.map((stretch) => stretch.letters).join('')
  const ends: number[] = []
  for (const stretch of run) ends.push((ends.at(-1) ?? 0) + stretch.letters.length)
  const stops = new Set(ends)
  let whole = 0
  return run.map((stretch, index) => {
    const start = (ends[index] ?? 0) - stretch.letters.length
    if (start >= whole) whole = wholeUntil(letters, start, stops, parts, tries)
    return start < whole ? 'as-written' : compareAlone(stretch.letters, known)
  })
}

/** The last end of a stretch to which whole parts lead from `start`, or `start`; too where that takes more tries than are left. */
function wholeUntil(
  letters: string,
  start: number,
  stops: ReadonlySet<number>,
  parts: readonly string[],
  tries: { left: number },
): number {
  let last = start
  for (let at = start; at < letters.length && tries.left >= 0; ) {
    const found = parts.findIndex((part) => letters.startsWith(part, at))
    tries.left -= found === -1 ? parts.length : found + 1
    const part = parts[found]
    if (part === undefined || tries.left < 0) break
    at += part.length
    if (stops.has(at)) last = at
  }
  return last
}

function compareAlone(letters: string, known: ReadonlySet<string>): Verdict {
  if (letters.length < SHINGLE) return known.has(letters) ? 'edited' : 'foreign'
  const found = shingles(letters)
  const common = found.filter((shingle) => known.has(shingle)).length
  return common >= found.length * EDITED_SHARE ? 'edited' : 'foreign'
}

/**
 * The letters of stretches too short for shingles that stand anywhere in the parts: looked for all at once, since a page of such stretches
 * that each looked through all that a job wrote would hold up everybody for minutes.
 */
function shortPieces(stretches: readonly Compared[], parts: readonly string[]): string[] {
  const wanted = new Set(stretches.map(({ letters }) => letters).filter(({ length }) => length < SHINGLE))
  const found = new Set<string>()
  for (const length of new Set([...wanted].map((letters) => letters.length)))
    for (const part of parts)
      for (let at = 0; at + length <= part.length; at++) {
        const piece = part.slice(at, at + length)
        if (wanted.has(piece)) found.add(piece)
      }
  return [...found]
}

function shingles(letters: string): string[] {
  const count = Math.max(0, letters.length - SHINGLE + 1)
  return Array.from({ length: count }, (_, at) => letters.slice(at, at + SHINGLE))
}
