import { createRequire } from 'node:module'
import path from 'node:path'
import { createWorker, OEM, PSM, type Worker } from 'tesseract.js'

const require = createRequire(import.meta.url)

export type RecognisedWord = { text: string; confidence: number }
export type RecognisedBlock = { text: string; words: RecognisedWord[] }
export type Recognition = {
  /** Paragraphs in reading order. */
  blocks: RecognisedBlock[]
  /** Mean confidence of the words, weighted by their length, 0 to 1; 0 without words. */
  confidence: number
  letters: number
}

/** tesseract.js with the English data of the npm package: nothing is fetched and nothing is written. */
export async function openRecogniser(): Promise<Worker> {
  const data = path.dirname(require.resolve('@tesseract.js-data/eng/package.json'))
  const worker = await createWorker('eng', OEM.LSTM_ONLY, {
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
        line.words.map(({ text, confidence }) => ({ text, confidence: confidence / 100 })),
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
