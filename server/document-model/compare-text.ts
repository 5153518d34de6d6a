import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import type { DocumentBlock } from '#server/contracts/document-blocks.ts'
import type { ProcessResult } from '#server/contracts/processing.ts'
import type { PASSAGE_TEXTS } from '#server/contracts/provenance.ts'
import { gapBlocks } from './gap-blocks.ts'
import { PassageWords } from './passage-words.ts'
import { resultBlocks } from './result-blocks.ts'
import { richElement } from './rich-element.ts'

/** The letters of each part of a result as it is put into a page. */
export function writtenParts(result: ProcessResult, gap: string | undefined): string[] {
  return lettersOfBlocks([...gapBlocks(gap), ...resultBlocks(result)])
}

/** The letters of each of these blocks as it is put into a page; none of what has no letters. */
export function lettersOfBlocks(blocks: readonly DocumentBlock[]): string[] {
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
/** From this share of common stretches on words are an edited form of what was written, and not something else. */
const EDITED_SHARE = 0.4

/** What stretches of a page are, beside the parts that a job wrote: whole parts of it, an edited form, or something else. */
export function compareText(
  runs: readonly string[],
  parts: readonly string[],
): Exclude<(typeof PASSAGE_TEXTS)[number], 'unknown'> {
  const longestFirst = parts.toSorted((a, b) => b.length - a.length)
  if (runs.every((run) => isMadeOf(run, longestFirst))) return 'as-written'
  const known = new Set(parts.flatMap(shingles))
  const found = runs.flatMap(shingles)
  const common = found.filter((shingle) => known.has(shingle)).length
  return found.length > 0 && common >= found.length * EDITED_SHARE ? 'edited' : 'foreign'
}

function isMadeOf(run: string, parts: readonly string[]): boolean {
  for (let at = 0; at < run.length; ) {
    const part = parts.find((letters) => run.startsWith(letters, at))
    if (part === undefined) return false
    at += part.length
  }
  return true
}

function shingles(letters: string): string[] {
  const count = Math.max(1, letters.length - SHINGLE + 1)
  return letters === '' ? [] : Array.from({ length: count }, (_, at) => letters.slice(at, at + SHINGLE))
}
