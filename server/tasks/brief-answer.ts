import { cutText } from '#server/contracts/cut-text.ts'
import type { ProcessAnswer, ProcessResult } from '#server/contracts/processing.ts'

const BLOCKS = 3
const ENTITIES = 40
const ACTIONS = 10
const VALUES = 3
const TEXT = 1_000
const SEGMENTS = 5

/**
 * An answer as lists carry it: enough for a line of a list, without texts of hundreds of thousands of characters. Whoever
 * opens the job gets the whole.
 */
export function briefAnswer(answer: ProcessAnswer): ProcessAnswer {
  return { ...answer, result: briefResult(answer.result) }
}

function briefResult(result: ProcessResult): ProcessResult {
  switch (result.kind) {
    case 'entities':
      return { ...result, entities: result.entities.slice(0, ENTITIES), source: '' }
    case 'action-items':
      return { ...result, items: result.items.slice(0, ACTIONS), source: '' }
    case 'classify':
      return { ...result, labels: result.labels.map((label) => ({ ...label, quote: null, place: null })) }
    case 'extract':
      return {
        ...result,
        fields: result.fields.map((field) => ({ ...field, values: field.values.slice(0, VALUES) })),
        source: '',
      }
    case 'ask':
      return {
        ...result,
        text: cutText(result.text, TEXT),
        blocks: result.blocks.slice(0, BLOCKS),
        quotes: [],
      }
    case 'sentiment':
      return { ...result, sentences: [], source: '' }
    case 'readability':
      return { ...result, hardest: [] }
    case 'read-pdf':
    case 'read-docx':
      return { ...result, blocks: result.blocks.slice(0, BLOCKS), scans: undefined }
    case 'improve':
    case 'fix-grammar':
    case 'shorter':
    case 'longer':
    case 'change-tone':
    case 'translate':
    case 'explain':
      return {
        ...result,
        text: cutText(result.text, TEXT),
        blocks: result.blocks.slice(0, BLOCKS),
        source: '',
      }
    case 'transcribe':
      return { ...result, segments: result.segments.slice(0, SEGMENTS) }
    case 'ocr':
      return {
        ...result,
        blocks: result.blocks.slice(0, BLOCKS),
        text: cutText(result.text, TEXT),
        scan: undefined,
      }
    case 'waveform':
      return { ...result, peaks: [] }
    default:
      return result
  }
}
