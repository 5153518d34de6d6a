import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import mammoth from 'mammoth'
import { z } from 'zod'
import { cutText } from '#server/contracts/cut-text.ts'
import { DocumentBlock } from '#server/contracts/document-blocks.ts'
import { plainLine } from '#server/contracts/plain-line.ts'
import { AppError } from '#server/platform/errors.ts'
import { openImage } from '../images/open-image.ts'
import { limitBlocks } from '../limit-blocks.ts'
import { storeZip } from '../zip/store-zip.ts'
import { docxParts } from './docx-parts.ts'
import { markLists } from './list-numbers.ts'
import { type ImagePlace, wordBlocks } from './word-blocks.ts'
import { WordElement } from './word-elements.ts'

const Input = z.object({ file: z.string(), folder: z.string(), images: z.boolean() })

/** A picture among the blocks stands as its number, until it is kept and has an id. */
const PlacedImage = z.object({ type: z.literal('found-image'), found: z.number().int() })
export const DocxOutcome = z.object({
  title: z.string().nullable(),
  blocks: z.array(z.union([PlacedImage, DocumentBlock])),
  images: z.array(z.object({ path: z.string(), alt: z.string() })),
  leftOut: z.array(z.string()),
  cut: z.boolean(),
})
type Outcome = z.infer<typeof DocxOutcome>

const IMAGES_MAX = 50
const ImageElement = z.looseObject({
  readAsBuffer: z.custom<() => Promise<unknown>>((value) => typeof value === 'function'),
})

/** Reads a Word document. Nothing outside of the file is read, whatever it links to. */
export async function run(input: unknown, report: (progress: unknown) => void): Promise<Outcome> {
  const { file, folder, images } = Input.parse(input)
  const { parts, leftOut } = await docxParts(file, images)
  report({ done: 0.4, note: 'Reading the document' })
  const document = await readDocument(storeZip(markLists(parts)))
  const { title, blocks: all, comments } = wordBlocks(document)
  const { blocks, cut } = limitBlocks<ImagePlace>(all)
  if (comments > 0) leftOut.push(comments === 1 ? 'One comment.' : `${comments} comments.`)
  const outcome: Outcome = {
    title: title === null ? null : cutText(plainLine(title), 200),
    blocks: [],
    images: [],
    leftOut,
    cut,
  }
  let lost = 0
  for (const block of blocks) {
    if (block.type !== 'image-place') {
      outcome.blocks.push(block)
      continue
    }
    const found =
      images && outcome.images.length < IMAGES_MAX
        ? await keep(block.element, folder, outcome.images.length)
        : undefined
    if (found) {
      outcome.blocks.push({ type: 'found-image', found: outcome.images.length })
      outcome.images.push(found)
    } else if (images) lost += 1
  }
  if (lost > 0)
    outcome.leftOut.push(
      `${lost === 1 ? 'One picture' : `${lost} pictures`}: linked from elsewhere instead of embedded, damaged, or beyond the first ${IMAGES_MAX}.`,
    )
  return outcome
}

async function readDocument(buffer: Buffer): Promise<WordElement> {
  let document: unknown
  try {
    await mammoth.convertToHtml(
      { buffer },
      {
        externalFileAccess: false,
        includeEmbeddedStyleMap: false,
        // The document as mammoth has read it is what we want; of the HTML that it would make nothing is used.
        transformDocument(read: unknown) {
          document = read
          return { ...WordElement.parse(read), children: [] }
        },
      },
    )
  } catch (cause) {
    throw new AppError('cannot-process', 'The Word document is damaged, so it could not be read.', { cause })
  }
  return WordElement.parse(document)
}

/** Writes an embedded picture to the folder; undefined for one that is linked, or that no decoder of ours opens. */
async function keep(
  element: WordElement,
  folder: string,
  number: number,
): Promise<{ path: string; alt: string } | undefined> {
  const target = path.join(folder, `picture-${number}`)
  try {
    const bytes = await ImageElement.parse(element).readAsBuffer()
    if (!Buffer.isBuffer(bytes)) return undefined
    await writeFile(target, bytes)
    await openImage(target).metadata()
    return { path: target, alt: cutText(plainLine(element.altText ?? ''), 1_000) }
  } catch {
    // Linked from elsewhere, absent from the archive, or no picture: it is counted, and the result names how many.
    return undefined
  }
}
