import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import type { DocumentBlock } from '#server/contracts/document-blocks.ts'
import type { ProcessResult } from '#server/contracts/processing.ts'
import type { PASSAGE_TEXTS } from '#server/contracts/provenance.ts'
import { gapBlocks } from './gap-blocks.ts'
import type { Generated } from './generated-text.ts'
import { PassageWords } from './passage-words.ts'
import { resultBlocks } from './result-blocks.ts'
import { richElement } from './rich-element.ts'

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

/**
 * What stretches of a page are, beside what a job wrote: whole parts of it, an edited form, or something else; so is all of it where one
 * picture is not of those that it made.
 */
export function compareText(
  { runs, pictures }: Pick<Generated, 'runs' | 'pictures'>,
  written: Written,
): Exclude<(typeof PASSAGE_TEXTS)[number], 'unknown'> {
  if (pictures.some((picture) => !written.pictures.has(picture))) return 'foreign'
  const longestFirst = [...new Set(written.parts)].toSorted((a, b) => b.length - a.length)
  const tries = { left: TRIES_MOST }
  if (runs.every((run) => isMadeOf(run, longestFirst, tries))) return 'as-written'
  const known = new Set(written.parts.flatMap(shingles))
  const found = runs.flatMap(shingles)
  const common = found.filter((shingle) => known.has(shingle)).length
  return found.length > 0 && common >= found.length * EDITED_SHARE ? 'edited' : 'foreign'
}

/** False too where that takes more tries than are left. */
function isMadeOf(run: string, parts: readonly string[], tries: { left: number }): boolean {
  for (let at = 0; at < run.length; ) {
    const found = parts.findIndex((letters) => run.startsWith(letters, at))
    tries.left -= found === -1 ? parts.length : found + 1
    const part = parts[found]
    if (part === undefined || tries.left < 0) return false
    at += part.length
  }
  return true
}

function shingles(letters: string): string[] {
  const count = Math.max(1, letters.length - SHINGLE + 1)
  return letters === '' ? [] : Array.from({ length: count }, (_, at) => letters.slice(at, at + SHINGLE))
}
