/**
 * True when every letter and digit of `source` comes again in `result`, in order: what stands between them (line ends, signs of
 * a list, words that were added for an image) may differ. One pass over both.
 */
export function keepsWords(source: string, result: string): boolean {
  const wanted = lettersOf(source)
  const given = lettersOf(result)
  let at = 0
  for (let i = 0; i < given.length && at < wanted.length; i++) if (given[i] === wanted[at]) at++
  return at === wanted.length
}

function lettersOf(text: string): string {
  return text.normalize('NFKC').replace(/[^\p{L}\p{N}]+/gu, '')
}

/** The words of a Markdown text that a reader of it sees: without addresses, languages of code, ticks and tags. */
export function visibleMarkdown(markdown: string): string {
  return (
    markdown
      .replace(/^ {0,3}\[[^\]\n]{1,200}\]:[^\n]*$/gm, '')
      .replace(/^[ \t>]{0,40}(`{3,}|~{3,})[^\n`]*$/gm, '')
      .replace(/^[ \t>*+-]{0,40}\d{1,9}[.)](?=\s)/gm, '')
      // Every repetition is bounded: without its end, each sign would else search to the end of the text.
      .replace(/\]\([^()\n]{0,2000}\)/g, ']')
      .replace(/\[[xX ]\]|\[![A-Za-z]{1,12}\]/g, '')
      .replace(/<!--[\s\S]{0,2000}?-->|<\/?[A-Za-z][^<>\n]{0,2000}>/g, '')
      .replace(/&#?\w{1,32};/g, '')
  )
}
