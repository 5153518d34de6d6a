import { deflateSync } from 'node:zlib'

/** A line of a page: text in Helvetica, with its size and its place from the lower left corner. */
export type PdfLine = { text: string; size?: number; x?: number; y: number }
/** A grey picture, and where it stands on the page; all over it where that is not said. */
export type PdfPicture = {
  width: number
  height: number
  grey: Uint8Array
  at?: { x: number; y: number; width: number; height: number }
}
/** A page of lines, or of pictures, with a layer of unseen lines over them, to be shown turned by quarters. */
export type PdfPage =
  | { lines: PdfLine[] }
  | { picture: PdfPicture | PdfPicture[]; hidden?: PdfLine[]; turned?: 90 | 180 | 270 }

/** A PDF of the given pages, with a title where one is given; enough of the format for readers, and no more. */
export function makePdf(pages: readonly PdfPage[], title?: string): Buffer {
  const objects: Buffer[] = []
  const add = (content: string | Buffer): number => objects.push(Buffer.from(content))
  // 1: catalogue, 2: tree of pages, 3: font; what follows is numbered as it comes.
  add('<</Type/Catalog/Pages 2 0 R>>')
  add('')
  add('<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>')
  const kids: number[] = []
  for (const page of pages) {
    const pictures = 'picture' in page ? [page.picture].flat() : []
    const images = pictures.map(({ width, height, grey }) =>
      add(
        stream(
          `/Type/XObject/Subtype/Image/Width ${width}/Height ${height}/ColorSpace/DeviceGray/BitsPerComponent 8`,
          Buffer.from(grey),
        ),
      ),
    )
    const lines =
      'lines' in page
        ? page.lines.map((line) => lineOf(line))
        : (page.hidden ?? []).map((line) => lineOf(line, 3))
    const drawn = [...pictures.map(placeOf), ...lines].join('\n')
    const content = add(stream('', Buffer.from(drawn, 'latin1')))
    const resources = `/Font<</F 3 0 R>>/XObject<<${images.map((image, index) => `/P${index} ${image} 0 R`).join('')}>>`
    const turned = 'turned' in page ? `/Rotate ${page.turned}` : ''
    kids.push(
      add(
        `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]${turned}/Resources<<${resources}>>/Contents ${content} 0 R>>`,
      ),
    )
  }
  objects[1] = Buffer.from(
    `<</Type/Pages/Count ${kids.length}/Kids[${kids.map((kid) => `${kid} 0 R`).join(' ')}]>>`,
  )
  const info = title === undefined ? undefined : add(`<</Title(${escaped(title)})>>`)
  return assemble(objects, info)
}

/** A stream object, compressed. */
export function stream(dictionary: string, data: Buffer, packed = deflateSync(data)): Buffer {
  return Buffer.concat([
    Buffer.from(`<<${dictionary}/Filter/FlateDecode/Length ${packed.length}>>\nstream\n`),
    packed,
    Buffer.from('\nendstream'),
  ])
}

/** A PDF of raw objects, numbered from 1, the first being the catalogue. */
export function assemble(objects: readonly Buffer[], info?: number): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')]
  const offsets: number[] = []
  let at = parts[0]?.length ?? 0
  for (const [index, object] of objects.entries()) {
    offsets.push(at)
    const whole = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')])
    parts.push(whole)
    at += whole.length
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  const trailer = `/Size ${size}/Root 1 0 R${info === undefined ? '' : `/Info ${info} 0 R`}`
  parts.push(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<<${trailer}>>\nstartxref\n${at}\n%%EOF`,
    ),
  )
  return Buffer.concat(parts)
}

function placeOf({ at = { x: 0, y: 0, width: 595, height: 842 } }: PdfPicture, index: number): string {
  return `q ${at.width} 0 0 ${at.height} ${at.x} ${at.y} cm /P${index} Do Q`
}

/** @param mode 0 for ink, 3 for text that is there and not seen */
function lineOf({ text, size = 11, x = 72, y }: PdfLine, mode = 0): string {
  return `BT ${mode} Tr /F ${size} Tf 1 0 0 1 ${x} ${y} Tm (${escaped(text)}) Tj ET`
}

function escaped(text: string): string {
  return text.replaceAll(/[\\()]/g, (sign) => `\\${sign}`)
}
