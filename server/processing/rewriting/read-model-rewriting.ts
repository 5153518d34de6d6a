import type { ResultOf } from '#server/contracts/processing.ts'
import { blocksText } from '#server/document-model/blocks-text.ts'
import { addressesIn, markdownBlocks } from '#server/document-model/markdown-blocks.ts'
import type { RewriteRequest } from './rewrite-prompt.ts'

const FENCED = /^(`{3,})[ \t]*(?:markdown|md|text|plaintext)?[ \t]*\n([\s\S]*?)\n?\1\s*$/
// "Here is the improved text:" and its like, on a line of its own before the text.
const PREFACE = /^(?:sure|certainly|of course|here (?:is|are)|here's)\b[^\n]{0,120}:\s*\n+(?=\S)/i

/**
 * A model's words for a text that it wrote anew, as blocks. Of its marks those are kept that a page can hold; pictures, and
 * links to addresses that do not stand in the text, are shown as text.
 */
export function readModelRewriting(
  request: RewriteRequest,
  answer: string,
): ResultOf<RewriteRequest['kind']> {
  const known = addressesIn(request.text)
  const isKnown = (href: string): boolean => known.has(href) || request.text.includes(href)
  const blocks = markdownBlocks(bare(answer, request.text), isKnown)
  return {
    kind: request.kind,
    text: blocksText(blocks),
    blocks,
    ...{ from: null, to: null, words: { before: 0, after: 0 }, source: '' },
  }
}

/** Without what models put around a text although they were told not to. */
function bare(answer: string, source: string): string {
  const inner = source.trimStart().startsWith('```') ? answer : (FENCED.exec(answer)?.[2] ?? answer)
  const preface = PREFACE.exec(inner)?.[0]
  return preface === undefined || source.startsWith(preface.trim()) ? inner : inner.slice(preface.length)
}
