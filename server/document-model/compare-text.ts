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
  const longestFirst = written.parts.toSorted((a, b) => b.length - a.length)
  if (runs.every((run) => isMadeOf(run, longestFirst))) return 'as-written'
  const known = new Set(written.parts.flatMap(shingles))
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
