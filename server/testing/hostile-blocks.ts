import type { DocumentBlock, InlineRun, ListEntry } from '#server/contracts/document-blocks.ts'
import { seededRandom } from './random-page.ts'

// Words that Markdown would take for signs, and words of several languages among which they stand.
const WORDS = [
  ...[
    '12.',
    '2024.',
    '7)',
    '1.',
    '#',
    '##',
    '######',
    '#5',
    'C#',
    '>',
    '>>',
    '-',
    '--',
    '---',
    '+',
    '*',
    '**',
    '***',
    '_',
  ],
  ...[
    '__',
    '___',
    '`',
    '``',
    '```',
    '```js',
    '~',
    '~~',
    '~~~',
    '|',
    '||',
    '[',
    ']',
    '[x]',
    '[ ]',
    '(',
    ')',
    '](',
    '\\',
  ],
  ...[
    '\\\\',
    '\\*',
    '\\|',
    '<',
    '<u>',
    '</u>',
    '<br>',
    '<b>',
    '&',
    '&amp;',
    '!',
    '![',
    '[a](b)',
    '![a](/b)',
    '[!NOTE]',
  ],
  ...[
    '*literal*',
    '_literal_',
    '**strong**',
    '~~gone~~',
    '`code`',
    'snake_case_name',
    '2*3*4',
    '* * *',
    '- - -',
    '|---|',
  ],
  ...[
    '| a | b |',
    '• point',
    '=',
    '===',
    '\\n',
    'C:\\new',
    'https://a.example/_x_(y)*z',
    '5.000,50',
    '-3',
    '§ 12.',
    '"',
  ],
  ...[
    'März',
    'Sitzung',
    'größer',
    'das',
    'word',
    'a',
    'naïve',
    '会議',
    'は',
    '一　字下げ',
    'Заседание',
    'جلسة',
    '« mot »',
    '🪡',
    "'",
  ],
]
const ADDRESSES = [
  'https://a.example/x',
  'https://de.example/wiki/Foo_(bar)',
  'https://a.example/a(b(c)d',
  'https://a.example/?q=a*b_c*&d=[1]',
  'https://a.example/a|b',
  'https://a.example/a\\b',
  'mailto:ada@a.example',
  '/documents/0190a4b2-7c3d-7e5f-8a9b-0c1d2e3f4a5b#x',
]
const ID = '0190a4b2-7c3d-7e5f-8a9b-0c1d2e3f4a5b'

/**
 * A page of every kind of block that Markdown can hold, made of words that look like its signs; the same for the same seed. Runs
 * beside one another differ, and none begins or ends with a space that a mark would have to hold.
 */
export function hostileBlocks(seed: number): DocumentBlock[] {
  const random = seededRandom(seed)
  const upTo = (most: number): number => Math.floor(random() * most)
  const some = <T>(make: () => T, most = 3): T[] => Array.from({ length: 1 + upTo(most) }, make)
  const one = <T>(from: readonly T[]): T => {
    const found = from[upTo(from.length)]
    if (found === undefined) throw new Error('nothing to choose from')
    return found
  }
  const words = (): string => some(() => one(WORDS), 4).join(one([' ', ' ', ' ', '']))

  function marked(): InlineRun {
    const text = words()
    if (upTo(8) === 0) return { text: upTo(3) === 0 ? ` ${text} ` : text, code: true }
    if (upTo(12) === 0)
      return { text: `@${one(['Ada', 'Zoë [x]', 'A_b_'])}`, mention: { kind: 'person', targetId: ID } }
    return {
      text,
      ...(upTo(4) === 0 && { bold: true }),
      ...(upTo(4) === 0 && { italic: true }),
      ...(upTo(8) === 0 && { strike: true }),
      ...(upTo(8) === 0 && { underline: true }),
      ...(upTo(6) === 0 && { href: one(ADDRESSES) }),
    }
  }
  function content(broken: boolean): InlineRun[] {
    const runs: InlineRun[] = [marked()]
    for (let left = upTo(4); left > 0; left -= 1)
      runs.push({ text: one([' ', ' ', ', ', broken ? '\n' : ' ', '']) }, marked())
    return merged(runs)
  }
  function entries(depth: number): ListEntry[] {
    return some(() => {
      const entry: ListEntry = { content: content(true) }
      if (depth === 0 || upTo(3) > 0) return entry
      return { ...entry, ...ordering(), items: entries(depth - 1) }
    }, 4)
  }
  function ordering(): { ordered: boolean; start?: number } {
    if (upTo(2) === 0) return { ordered: false }
    return { ordered: true, ...(upTo(2) === 0 && { start: one([0, 2, 12, 2024]) }) }
  }
  function code(): string {
    return some(
      () => one(['', '  x = `1`', '```', '```js', '````', '~~~', '# comment', '> a', '\t- b', words()]),
      5,
    ).join('\n')
  }
  const kinds: (() => DocumentBlock)[] = [
    () => ({ type: 'paragraph', content: content(true) }),
    () => ({ type: 'heading', level: 1 + upTo(4), content: content(true) }),
    () => ({ type: 'list', ...ordering(), items: entries(3) }),
    () => ({ type: 'tasks', items: some(() => ({ content: content(true), checked: upTo(2) === 0 })) }),
    () => {
      const width = 1 + upTo(3)
      const row = (): InlineRun[][] => Array.from({ length: width }, () => content(true))
      return { type: 'table', header: upTo(3) > 0, rows: some(row) }
    },
    () => ({ type: 'quote', content: merged([...content(true), { text: '\n\n' }, ...content(true)]) }),
    () => ({
      type: 'quote',
      content: content(true),
      callout: one(['note', 'tip', 'warning', 'danger'] as const),
    }),
    () => ({
      type: 'code',
      text: code(),
      ...(upTo(2) === 0 && { language: one(['ts', 'c++', 'shell-session']) }),
    }),
  ]
  return some(() => one(kinds)(), 8)
}

/** Runs with those joined that would be one in a page. */
function merged(runs: readonly InlineRun[]): InlineRun[] {
  const joined: InlineRun[] = []
  for (const { text, ...marks } of runs) {
    const last = joined.at(-1)
    const { text: before = '', ...open } = last ?? {}
    if (last && !last.mention && sorted(open) === sorted(marks)) last.text = before + text
    else if (text !== '') joined.push({ text, ...marks })
  }
  return joined
}

function sorted(marks: object): string {
  return JSON.stringify(Object.entries(marks).sort(([a], [b]) => (a < b ? -1 : 1)))
}
