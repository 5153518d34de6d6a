import { createRequire } from 'node:module'
import path from 'node:path'
import { createWorker, OEM, PSM, type Worker } from 'tesseract.js'
import type { OcrLanguage, ScanBox } from '#server/contracts/scan-reading.ts'

const require = createRequire(import.meta.url)
const DATA_OF: Readonly<Record<OcrLanguage, () => string>> = {
  eng: () => require.resolve('@tesseract.js-data/eng/package.json'),
  deu: () => require.resolve('@tesseract.js-data/deu/package.json'),
  fra: () => require.resolve('@tesseract.js-data/fra/package.json'),
  spa: () => require.resolve('@tesseract.js-data/spa/package.json'),
}

export type RecognisedWord = {
  text: string
  confidence: number
  /** In pixels of the PNG. */
  box: ScanBox
}
export type RecognisedBlock = { text: string; words: RecognisedWord[] }
export type Recognition = {
  /** Paragraphs in reading order. */
  blocks: RecognisedBlock[]
  /** Mean confidence of the words, weighted by their length, 0 to 1; 0 without words. */
  confidence: number
  letters: number
}

/** tesseract.js with the data of a language's npm package: nothing is fetched and nothing is written. */
export async function openRecogniser(language: OcrLanguage): Promise<Worker> {
  const data = path.dirname(DATA_OF[language]())
  const worker = await createWorker(language, OEM.LSTM_ONLY, {
    langPath: path.join(data, '4.0.0_best_int'),
    cacheMethod: 'none',
    gzip: true,
  })
  await worker.setParameters({ tessedit_pageseg_mode: PSM.AUTO, user_defined_dpi: '300' })
  return worker
}

/** The text of a PNG, with the recogniser's own confidence for each word. */
export async function recognise(worker: Worker, png: Buffer): Promise<Recognition> {
  const { data } = await worker.recognize(png, {}, { blocks: true, text: false })
  const blocks: RecognisedBlock[] = []
  for (const block of data.blocks ?? [])
    for (const paragraph of block.paragraphs) {
      const lines = paragraph.lines.map((line) =>
        line.words.map(
          ({ text, confidence, bbox: { x0, y0, x1, y1 } }): RecognisedWord => ({
            text,
            confidence: confidence / 100,
            box: { left: x0, top: y0, width: x1 - x0, height: y1 - y0 },
          }),
        ),
      )
      const words = lines.flat().filter(({ text }) => /[\p{L}\p{N}]/u.test(text))
      const text = lines.map((line) => line.map((word) => word.text).join(' ')).join('\n')
      if (words.length > 0) blocks.push({ text: text.trim(), words })
    }
  const words = blocks.flatMap((block) => block.words)
  const letters = words.reduce((sum, word) => sum + word.text.length, 0)
  const confidence =
    words.reduce((sum, word) => sum + word.confidence * word.text.length, 0) / Math.max(1, letters)
  return { blocks, confidence, letters }
}
