import { type DocumentBlock, textsOf } from '#server/contracts/document-blocks.ts'
import { countWords } from './local-engine/split-words.ts'

/** The words in blocks. */
export function countBlockWords(blocks: readonly DocumentBlock[]): number {
  return blocks.flatMap(textsOf).reduce((words, text) => words + countWords(text, 'und'), 0)
}
