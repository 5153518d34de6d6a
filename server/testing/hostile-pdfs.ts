import { deflateSync } from 'node:zlib'
import { assemble, stream } from './make-pdf.ts'

const PAGE = '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents 4 0 R>>'
const FONT = '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>'

/** One page whose content unpacks to so many bytes of spaces. */
export function pdfOfSpaces(bytes: number): Buffer {
  return onePage(stream('', Buffer.alloc(bytes, ' ')))
}

/** One page whose content is packed three times over: a few hundred bytes that unpack to `bytes`. */
export function pdfPackedThrice(bytes: number): Buffer {
  const packed = deflateSync(deflateSync(deflateSync(Buffer.alloc(bytes, ' '))))
  return onePage(
    Buffer.concat([
      Buffer.from(`<</Filter[/FlateDecode/FlateDecode/FlateDecode]/Length ${packed.length}>>\nstream\n`),
      packed,
      Buffer.from('\nendstream'),
    ]),
  )
}

/** One page with so many operators of text. */
export function pdfOfOperators(count: number): Buffer {
  return onePage(stream('', Buffer.from(`BT /F 9 Tf ${'(a) Tj '.repeat(count)} ET`)))
}

/** A tree of pages that is its own child. */
export function pdfOfRing(): Buffer {
  return assemble([
    Buffer.from('<</Type/Catalog/Pages 2 0 R>>'),
    Buffer.from('<</Type/Pages/Count 1000000/Kids[2 0 R 2 0 R]>>'),
  ])
}

function onePage(content: Buffer): Buffer {
  return assemble([
    Buffer.from('<</Type/Catalog/Pages 2 0 R>>'),
    Buffer.from('<</Type/Pages/Count 1/Kids[5 0 R]>>'),
    Buffer.from(FONT),
    content,
    Buffer.from(PAGE),
  ])
}
