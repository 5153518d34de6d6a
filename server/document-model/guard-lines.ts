import { BOX, CALLOUT, FENCE, HEADING, ITEM, QUOTE, ROW, RULE, RULED } from './markdown-blocks.ts'

/** The lines of a paragraph, with the signs escaped by which one would be read as another block. */
export function guardedParagraph(text: string): string {
  const lines = text.split('\n').map(guarded)
  const [first = '', second = ''] = lines
  if (ROW.test(first) && RULED.test(second)) lines[0] = `\\${first}`
  return lines.join('\n')
}

/** The lines of an entry that stand behind its sign (`lead`) and below it. */
export function guardedEntry(text: string, lead: string): string {
  return text
    .split('\n')
    .map((line, at) => {
      if (at > 0 || lead === '') return guarded(line)
      if (RULE.test(lead + line)) return line.replace(/[-*_]/g, '\\$&')
      // Behind a box another one is text.
      return BOX.test(line) && !lead.endsWith('] ') ? `\\${line}` : line
    })
    .join('\n')
}

/** The lines of a quotation. */
export function guardedQuote(text: string): string {
  return text
    .split('\n')
    .map((line, at) => (line.startsWith('>') || (at === 0 && CALLOUT.test(line)) ? `\\${line}` : line))
    .join('\n')
}

/** The words of a heading, whose last # would close it. */
export function guardedHeading(text: string): string {
  return text.replace(/(?<![^\s])(#+)$/, (signs) => signs.replaceAll('#', '\\#'))
}

function guarded(line: string): string {
  if (RULE.test(line)) return line.replace(/[-*_]/g, '\\$&')
  if (FENCE.test(line)) return line.replace(/[`~]/g, '\\$&')
  const number = /^(\d{1,6})[.)](?=\s|$)/.exec(line)?.[1]
  if (number !== undefined) return `${number}\\${line.slice(number.length)}`
  return HEADING.test(line) || QUOTE.test(line) || ITEM.test(line) ? `\\${line}` : line
}
