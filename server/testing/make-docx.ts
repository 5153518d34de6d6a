import { makeZip, type ZipPart } from './make-zip.ts'

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
const R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'

export type DocxOptions = {
  /** Relationships of the document: `<Relationship .../>` each. */
  relationships?: string
  /** Further parts, as pictures and notes, and others in place of those of their name. */
  parts?: readonly ZipPart[]
}

/** A Word document with the given body (WordprocessingML), as small as Word itself would still open it. */
export function makeDocx(body: string, { relationships = '', parts = [] }: DocxOptions = {}): Buffer {
  const document = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document ${W} ${R} xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body>${body}</w:body></w:document>`
  const basic = basicParts(relationships).filter(({ name }) => parts.every((part) => part.name !== name))
  return makeZip([...basic, text('word/document.xml', document), ...parts])
}

/** All parts but the document itself. */
export function basicParts(relationships = ''): ZipPart[] {
  return [
    text(
      '[Content_Types].xml',
      `<?xml version="1.0"?><Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    ),
    text(
      '_rels/.rels',
      `<?xml version="1.0"?><Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>`,
    ),
    text(
      'word/_rels/document.xml.rels',
      `<?xml version="1.0"?><Relationships xmlns="${PACKAGE}/relationships">${relationships}</Relationships>`,
    ),
    text(
      'word/styles.xml',
      `<?xml version="1.0"?><w:styles ${W}>${['Title', 'heading 1', 'heading 2', 'Quote'].map((name) => `<w:style w:type="paragraph" w:styleId="${name.replace(' ', '')}"><w:name w:val="${name}"/></w:style>`).join('')}</w:styles>`,
    ),
    text(
      'word/numbering.xml',
      `<?xml version="1.0"?><w:numbering ${W}><w:abstractNum w:abstractNumId="0">${[0, 1, 2].map((level) => `<w:lvl w:ilvl="${level}"><w:numFmt w:val="bullet"/></w:lvl>`).join('')}</w:abstractNum><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>`,
    ),
  ]
}

/** Relationships that every document of these has use for. */
export const NUMBERING = `<Relationship Id="n1" Type="${OFFICE}/numbering" Target="numbering.xml"/><Relationship Id="s1" Type="${OFFICE}/styles" Target="styles.xml"/>`

export function relationship(id: string, type: string, target: string, external = false): string {
  return `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"${external ? ' TargetMode="External"' : ''}/>`
}

/** A paragraph, in a style or a list. */
export function paragraph(
  content: string,
  options: { style?: string; list?: 1 | 2; level?: number } = {},
): string {
  const { style, list, level = 0 } = options
  const numbering = list ? `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${list}"/></w:numPr>` : ''
  const properties = `<w:pPr>${style ? `<w:pStyle w:val="${style}"/>` : ''}${numbering}</w:pPr>`
  return `<w:p>${properties}${content}</w:p>`
}

export function run(value: string, marks = ''): string {
  return `<w:r><w:rPr>${marks}</w:rPr><w:t xml:space="preserve">${value}</w:t></w:r>`
}

/** A picture in the text: embedded by `embed`, or linked by `link`. */
export function picture(ids: { embed?: string; link?: string }, alt = ''): string {
  const blip = `<a:blip ${ids.embed ? `r:embed="${ids.embed}"` : ''} ${ids.link ? `r:link="${ids.link}"` : ''}/>`
  return `<w:r><w:drawing><wp:inline><wp:docPr id="1" name="p" descr="${alt}"/><a:graphic><a:graphicData><pic:pic><pic:blipFill>${blip}</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`
}

function text(name: string, value: string): ZipPart {
  return { name, data: Buffer.from(value, 'utf8') }
}
