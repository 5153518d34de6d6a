import { createDeflateRaw } from 'node:zlib'
import { expect, test } from 'vitest'
import { basicParts, makeDocx, paragraph, run as word } from '#server/testing/make-docx.ts'
import { makeZip, type ZipPart } from '#server/testing/make-zip.ts'
import { docxParts } from './docx-parts.ts'

const part = (name: string, text: string, more: Partial<ZipPart> = {}): ZipPart => ({
  name,
  data: Buffer.from(text),
  ...more,
})
const document = part('word/document.xml', '<w:document/>')

/** So many bytes of spaces, compressed piece by piece, so that this process never holds them. */
async function packedSpaces(bytes: number): Promise<Buffer> {
  const deflate = createDeflateRaw({ level: 1 })
  const chunks: Buffer[] = []
  deflate.on('data', (chunk: Buffer) => chunks.push(chunk))
  const piece = Buffer.alloc(1_048_576, ' ')
  for (let written = 0; written < bytes; written += piece.length)
    if (!deflate.write(piece)) await new Promise((resolve) => deflate.once('drain', resolve))
  await new Promise<void>((resolve) => {
    deflate.once('end', resolve)
    deflate.end()
  })
  return Buffer.concat(chunks)
}

test('an honest document gives the parts that are read', async () => {
  const { parts, leftOut } = await docxParts(makeDocx(paragraph(word('Hello'))), true)
  expect([...parts.keys()]).toContain('word/document.xml')
  expect(leftOut).toEqual([])
})

test.each([
  ['a path that leads outside', [part('../../evil.xml', 'x')]],
  ['an absolute path', [part('/etc/cron.d/evil', 'x')]],
  ['a path with backslashes', [part('..\\evil.xml', 'x')]],
  ['a link to another file', [part('word/media/a.png', '/etc/passwd', { mode: 0o120777 })]],
  ['two parts of one name', [document, document]],
  ['an encrypted part', [part('word/media/b.png', 'x', { encrypted: true })]],
])('%s is refused, and nothing is unpacked', async (_, parts) => {
  await expect(docxParts(makeZip([...basicParts(), ...parts]), true)).rejects.toMatchObject({
    code: 'cannot-process',
    message: expect.stringMatching(/^The file was not opened: /),
  })
})

test('more parts than any document has are refused before they are listed', async () => {
  const many = Array.from({ length: 5_000 }, (_, index) => part(`word/media/${index}.png`, ''))
  await expect(docxParts(makeZip([...basicParts(), document, ...many]), true)).rejects.toMatchObject({
    code: 'too-large',
    message: 'The file holds 5006 parts; at most 2000 are taken.',
  })
})

test('a directory that claims more entries than there are does not keep anybody waiting', async () => {
  await expect(docxParts(makeZip([...basicParts(), document], 60_000), true)).rejects.toMatchObject({
    code: 'too-large',
  })
  await expect(docxParts(makeZip([...basicParts(), document], 1_900), true)).rejects.toMatchObject({
    code: 'cannot-process',
  })
})

test('a part of 500 MB is refused: by its claim when it is honest, by its bytes when it lies', async () => {
  const size = 500 * 1_048_576
  const packed = await packedSpaces(size)
  const bomb = (claimedSize: number) =>
    makeZip([...basicParts(), part('word/document.xml', '', { packed, claimedSize })])
  await expect(docxParts(bomb(size), true)).rejects.toMatchObject({
    code: 'too-large',
    message: expect.stringMatching(/more than 100 times its size/),
  })
  const before = process.memoryUsage.rss()
  await expect(docxParts(bomb(10_000), true)).rejects.toMatchObject({ code: 'cannot-process' })
  expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 1_048_576)
})

test('archives inside the archive are never opened', async () => {
  const inner = makeZip([part('bomb.xml', 'x')])
  const { parts, leftOut } = await docxParts(
    makeZip([...basicParts(), document, { name: 'word/embeddings/inner.zip', data: inner }]),
    true,
  )
  expect(parts.has('word/embeddings/inner.zip')).toBe(false)
  expect(leftOut).toEqual(['Embedded files.'])
})

test.each([
  ['an outside entity', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document>&e;</w:document>'],
  [
    'a billion laughs',
    `<!DOCTYPE x [<!ENTITY a "ha">${'bcdefghi'.replaceAll(/./g, (name) => `<!ENTITY ${name} "${`&${String.fromCharCode(name.charCodeAt(0) - 1)};`.repeat(10)}">`)}]><w:document>&i;</w:document>`,
  ],
])('%s is refused before any parser sees it', async (_, xml) => {
  await expect(
    docxParts(makeZip([...basicParts(), part('word/document.xml', xml)]), true),
  ).rejects.toMatchObject({ code: 'cannot-process', message: expect.stringContaining('entities') })
})

test('an archive that is no document is told so', async () => {
  await expect(docxParts(makeZip([part('a.txt', 'x')]), true)).rejects.toMatchObject({
    code: 'cannot-process',
    message: 'This is no Word document: its text is missing.',
  })
  await expect(docxParts(Buffer.from('no archive at all'), true)).rejects.toMatchObject({
    code: 'cannot-process',
  })
})
