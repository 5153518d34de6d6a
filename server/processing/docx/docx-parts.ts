import { AppError } from '#server/platform/errors.ts'
import { readZip, type ZipContents } from '../zip/read-zip.ts'

// A novel of 1,000 pages is a part of 10 MiB; the parser holds fifteen times as much.
const LIMITS = { entries: 2_000, totalBytes: 64 * 1_048_576, entryBytes: 16 * 1_048_576, ratio: 100 }
const XML = /^(?:\[Content_Types\]\.xml|_rels\/\.rels|word\/(?:_rels\/)?[^/]+\.(?:xml|rels))$/
const PICTURE = /^word\/media\/[^/]+\.(?:png|jpe?g|gif|webp|tiff?)$/i

/** What the result does not hold of what is in the archive, told by the names of its parts. */
const ABSENT: readonly [RegExp, string][] = [
  [/^word\/(?:header|footer)\d*\.xml$/, 'Headers and footers.'],
  [/^word\/charts\//, 'Charts.'],
  [/^word\/diagrams\//, 'Diagrams (SmartArt).'],
  [/^word\/embeddings\//, 'Embedded files.'],
  [/^word\/vbaProject\.bin$/, 'Macros, which are never run.'],
  [
    /^word\/media\/[^/]+\.(?:emf|wmf|svg|pict?|eps)$/i,
    'Pictures in formats that browsers do not show safely (EMF, WMF, SVG).',
  ],
]

export type DocxParts = { parts: Map<string, Buffer>; leftOut: string[] }

/**
 * The parts of a Word document that are read, unpacked and counted. Throws for archives that are no honest document (see
 * `readZip`), and for parts with a document type definition: Word writes none, and entities are what bombs are made of.
 */
export async function docxParts(source: string | Buffer, pictures: boolean): Promise<DocxParts> {
  const wanted = (name: string): boolean => XML.test(name) || (pictures && PICTURE.test(name))
  const { names, parts }: ZipContents = await readZip(source, LIMITS, wanted)
  if (!parts.has('word/document.xml') && !parts.has('[Content_Types].xml'))
    throw new AppError('cannot-process', 'This is no Word document: its text is missing.')
  for (const [name, bytes] of parts)
    if (XML.test(name) && /<!(?:DOCTYPE|ENTITY)/i.test(bytes.toString('latin1')))
      throw new AppError(
        'cannot-process',
        'The file was not opened: it defines entities of its own, which Word never does.',
      )
  const leftOut = ABSENT.filter(([pattern]) => names.some((name) => pattern.test(name))).map(
    ([, words]) => words,
  )
  if (!pictures) {
    const count = names.filter((name) => PICTURE.test(name)).length
    if (count > 0) leftOut.push(count === 1 ? 'One picture, as asked.' : `${count} pictures, as asked.`)
  }
  return { parts, leftOut }
}
