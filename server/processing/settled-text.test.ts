import { expect, test } from 'vitest'
import { blocksText } from '#server/document-model/blocks-text.ts'
import { markdownBlocks } from '#server/document-model/markdown-blocks.ts'
import { settledText } from './settled-text.ts'

const LONG = `# The *guild*

Eleven looms **run again**, says [the guild](https://guild.example/a), and \`weft()\` is ~~old~~ new.
A second_line with 5 * 3 looms 🧵.

- one
- two **bold words** here
  - deeper
- [x] ticked

1. first
2. second

| Loom | State |
| --- | --- |
| 1 | runs |
| 2 | *rests* |

> A quotation.

> [!TIP]
> Oil the *reed*.

12\\. March was <u>the day</u> of [Foo](https://guild.example/Foo_(bar)).

\`\`\`js
const a = b * c[1]
\`\`\`

The last *word*.`

const textOf = (markdown: string) => blocksText(markdownBlocks(markdown, () => true))

test('of whatever is there by then, no letter is shown that the whole does not show in that place', () => {
  const whole = textOf(LONG)
  for (let at = 0; at <= LONG.length; at++) {
    const shown = textOf(settledText(LONG.slice(0, at)))
    expect(
      whole.startsWith(shown),
      `${JSON.stringify(LONG.slice(0, at).slice(-30))} shows ${shown.slice(-30)}`,
    ).toBe(true)
  }
})

test('hardly anything is held back for long', () => {
  for (let at = 0; at <= LONG.length; at++)
    expect(at - settledText(LONG.slice(0, at)).length).toBeLessThan(60)
})

test.each([
  ['half a word', 'Eleven loo', 'Eleven'],
  ['half of a language without spaces', '织布机又开始', '织布机又开始'],
  ['a sign of a list', 'One\n- ', 'One'],
  ['a mark that is not closed', 'All **looms run ', 'All'],
  ['half a link', 'See [the guild](https://gui ', 'See'],
  ['the first row of a table', 'One\n\n| a | b |\n', 'One'],
  ['half a row', '| a | b |\n| --- | --- |\n| 1 | 2', '| a | b |\n| --- | --- |'],
  ['a line before the text', 'Here is the improved text:\n', ''],
  ['what follows a wrapping fence', '```markdown\nEleven looms ', 'Eleven looms'],
])('of %s only what is sure is shown', (_, text, shown) => {
  expect(settledText(text)).toBe(shown)
})

test('a sign that was never meant holds back no more than a line, and not all of a long one', () => {
  expect(settledText('A lone **sign here\nand more ')).toBe('A lone **sign here\nand more')
  expect(settledText(`A lone **sign ${'and more '.repeat(40)}`).length).toBeGreaterThan(300)
})

test('takes time in proportion to the text', () => {
  const start = performance.now()
  for (const text of ['**a '.repeat(50_000), '['.repeat(200_000), '`'.repeat(200_000), '|'.repeat(200_000)])
    settledText(text)
  expect(performance.now() - start).toBeLessThan(3_000)
})
