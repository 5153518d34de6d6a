import { PDF_PAGES_MAX, SCAN_PAGES_MAX, type ScannedPage } from '#server/contracts/media-kinds.ts'
import type { Quality } from '#server/contracts/processing.ts'
import { SURE_WORD } from '#server/contracts/scan-reading.ts'
import { checked, combine, measured } from '../quality/signals.ts'
import type { PdfPage } from './pdf-child.ts'
import type { LostScan } from './read-scanned-pages.ts'

/** What is known of how a PDF was read. */
export type PdfFacts = {
  pages: readonly PdfPage[]
  total: number
  from: number
  to: number
  /** The last page that was asked for. */
  asked: number | undefined
  scanned: readonly ScannedPage[]
  lost: readonly LostScan[]
  cut: boolean
  unreadable: number
  characters: number
}

/** How far what was read of a PDF can be trusted: its text layer, and the words that were read from pictures. */
export function pdfQuality({ pages, scanned, lost, characters, unreadable, cut }: PdfFacts): Quality {
  const words = scanned.flatMap((page) => page.words)
  const mean = words.reduce((sum, word) => sum + word.confidence, 0) / Math.max(1, words.length)
  const sure = words.filter(({ confidence }) => confidence >= SURE_WORD).length / Math.max(1, words.length)
  const withText = pages.filter(({ blocks }) => blocks.length > 0).length
  const read = scanned.filter((page) => page.reason === 'no-text' && page.words.length > 0).length
  return combine('pdf-text-2', [
    measured(
      'pages-with-text',
      (withText + read) / pages.length,
      { good: 0.9, weak: 0.4 },
      'share of the pages on which text was found',
      { weight: 3 },
    ),
    ...(characters > 0 || words.length === 0
      ? [
          measured(
            'readable',
            characters === 0 ? 0 : 1 - unreadable / characters,
            { good: 0.99, weak: 0.9 },
            'share of the characters of the text layer that are letters and signs',
            { weight: 2 },
          ),
        ]
      : []),
    ...(words.length > 0
      ? [
          measured(
            'word-confidence',
            mean,
            { good: 0.88, weak: 0.7 },
            'mean confidence of words read from pictures',
            {
              weight: 3,
              share: mean,
            },
          ),
          measured(
            'sure-words',
            sure,
            { good: 0.9, weak: 0.7 },
            `share of words read from pictures with a confidence of ${SURE_WORD * 100} % or more`,
            { weight: 2 },
          ),
        ]
      : []),
    checked('whole', !cut && lost.length === 0, wholeness(cut, lost.length), false),
  ])
}

function wholeness(cut: boolean, lost: number): string {
  if (lost > 0) return `${lost} of the pages could not be read`
  return cut ? 'the text was cut at its limit' : 'nothing was cut'
}

/** What a person has to know of a PDF that was read, in sentences. */
export function pdfNotes({ pages, total, from, to, asked, cut, scanned, lost }: PdfFacts): string[] {
  const notes: string[] = []
  if (scanned.length > 0)
    notes.push(
      `${listed(scanned.map(({ page }) => page))} read from ${scanned.length === 1 ? 'its picture' : 'their pictures'}: check the marked words.`,
    )
  const distrusted = scanned.filter(({ reason }) => reason === 'bad-text').map(({ page }) => page)
  if (distrusted.length > 0)
    notes.push(`The text layer of ${pageWords(distrusted)} cannot be trusted, so the picture counts there.`)
  const gone = new Set([...scanned, ...lost].map(({ page }) => page))
  const blank = pages
    .filter(({ page, scan }) => scan === 'no-text' && !gone.has(page))
    .map(({ page }) => page)
  if (blank.length > 0) notes.push(`Nothing stands on ${pageWords(blank)}.`)
  if (cut)
    notes.push(
      `The text was cut after page ${to}: a result holds so much and no more. Ask for the rest by its pages.`,
    )
  else if (to < Math.min(total, asked ?? total))
    notes.push(
      `Only pages ${from} to ${to} of ${total} were read: one job reads at most ${PDF_PAGES_MAX} pages, of which ${SCAN_PAGES_MAX} may be scanned. Ask for the rest by its pages.`,
    )
  return notes
}

function listed(pages: readonly number[]): string {
  const words = pageWords(pages)
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} ${pages.length === 1 ? 'was' : 'were'}`
}

/** "page 3", "pages 3, 4 and 9". */
function pageWords(pages: readonly number[]): string {
  const last = pages.at(-1)
  return pages.length === 1 ? `page ${last}` : `pages ${pages.slice(0, -1).join(', ')} and ${last}`
}
