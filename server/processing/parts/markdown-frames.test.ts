import { expect, test } from 'vitest'
import { markdownBlocks } from '#server/document-model/markdown-blocks.ts'
import { mergeRewritings } from '../rewriting/merge-rewritings.ts'
import { textParts } from './text-parts.ts'

const MOST = 1_000
const prose = 'The looms run again. '.repeat(30)
const lines = (count: number, line: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => line(at)).join('\n')
const code = (count: number): string =>
  `\`\`\`\`ts\n${lines(count, (at) => `# comment ${at}\n\nx = ${at}`)}\n\`\`\`\``
const table = (count: number): string =>
  `| Loom | State |\n| --- | --- |\n${lines(count, (at) => `| ${at} | **runs** |`)}`

/** What a page gets of a text whose parts a model gives back unchanged. */
function inParts(text: string) {
  const parts = textParts(text, MOST, [], { markdown: true })
  const merged = mergeRewritings(
    'improve',
    parts.map(({ start, end, text: part }) => ({
      part: { start, end },
      result: {
        ...{ kind: 'improve', text: part, blocks: markdownBlocks(part), from: null, to: null, source: '' },
        words: { before: 0, after: 0 },
      },
    })),
    text,
  )
  return { parts, blocks: merged.blocks }
}

test.each([
  ['code that is longer than a part', `${prose}\n\n${code(200)}\n\n${prose}`],
  ['code without an end', `${prose}\n\n${code(200).slice(0, -4)}`],
  ['a table that is longer than a part', `${prose}\n\n${table(200)}\n\n${prose}`],
  [
    'a list that is longer than a part',
    `${prose}\n\n${lines(200, (at) => `${at + 3}. entry ${at}`)}\n\n${prose}`,
  ],
  [
    'a list in a list',
    lines(60, (at) => `${at + 1}. entry ${at}\n   more of it\n   - below\n     1. and deeper`),
  ],
  [
    'two lists behind one another',
    `${lines(60, (at) => `- one ${at}`)}\n\n${lines(60, (at) => `* two ${at}`)}`,
  ],
  ['boxes', lines(200, (at) => `- [${at % 2 ? 'x' : ' '}] entry ${at}`)],
  ['a paragraph of many lines', lines(200, (at) => `line ${at} of it`)],
  ['a quotation of many lines', `> [!TIP]\n${lines(200, (at) => `> line ${at}`)}`],
  ['a sentence that is longer than a part', `${'word '.repeat(600).trim()}.`],
  [
    'code that fits, again and again',
    Array.from({ length: 8 }, () => `${prose}\n\n${code(10)}`).join('\n\n'),
  ],
])('%s comes back as one', (_, text) => {
  const { parts, blocks } = inParts(text)
  expect(parts.length).toBeGreaterThan(1)
  expect(blocks).toEqual(markdownBlocks(text))
  for (const { text: part } of parts) expect(part.length).toBeLessThanOrEqual(MOST)
})

test('code that fits into a part is not divided, and stands with the line above it that names it', () => {
  const text = `${prose}\n\n${code(25)}\n\n${prose}`
  for (const { text: part } of inParts(text).parts) expect(part.split('````').length % 2).toBe(1)
  expect(inParts(text).parts.some(({ text: part }) => part.includes(code(25)))).toBe(true)
})

test('a line of code that is longer than a part is divided all the same, and nothing of it is lost', () => {
  const text = `\`\`\`\n${'x'.repeat(5_000)}\n\`\`\``
  const { parts } = inParts(text)
  expect(parts.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text)
})

test('a text of very many tables and codes is divided in bounded time', () => {
  const text = `${'|a|\n|--|\n\n'.repeat(10_000)}${'```\n```\n'.repeat(15_000)}`
  const start = process.cpuUsage()
  expect(textParts(text, 4_000, [], { markdown: true }).length).toBeGreaterThan(20)
  const { user, system } = process.cpuUsage(start)
  // A tenth of a second on a quiet machine; looked for from the beginning each time, half a minute.
  expect((user + system) / 1_000_000).toBeLessThan(5)
})
