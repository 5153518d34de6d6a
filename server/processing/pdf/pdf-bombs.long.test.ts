import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { DOCUMENT_CHARACTERS_MAX } from '#server/contracts/media-kinds.ts'
import { runInChild } from '#server/platform/child-job/run-in-child.ts'
import { pdfOfOperators, pdfPackedThrice } from '#server/testing/hostile-pdfs.ts'
import { PdfOutcome } from './pdf-child.ts'

const folder = await mkdtemp(path.join(tmpdir(), 'weft-bombs-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

// Either is right: read within the limits, or stopped by one of them. What must not be is neither.
test.each([
  ['content packed three times over', () => pdfPackedThrice(200_000_000)],
  ['three million operators of text', () => pdfOfOperators(3_000_000)],
])('%s is over within the time of its job, and what comes back is within the limits', async (_, bytes) => {
  const file = path.join(folder, 'bomb.pdf')
  await writeFile(file, bytes())
  const options = { signal: new AbortController().signal, timeoutMs: 20_000, memoryMb: 512 }
  const child = new URL('./pdf-child.ts', import.meta.url)
  const outcome = await runInChild(child, { file, from: 1, as: 'blocks' }, options).then(
    (output) => ({ read: PdfOutcome.parse(output) }),
    (error: unknown) => ({ error }),
  )
  if ('read' in outcome)
    expect(JSON.stringify(outcome.read.pages).length).toBeLessThan(DOCUMENT_CHARACTERS_MAX * 1.5)
  else
    expect(outcome.error).toMatchObject({
      code: expect.stringMatching(/^(?:timed-out|cannot-process|too-large)$/),
    })
})
