import MarkdownIt from 'markdown-it'

/** Longer texts, and such of nothing but brackets or bars, are pasted as they are: reading them would hold up the page. */
const MARKDOWN_MAX = 200_000
const BRACKETS_MAX = 5_000
const BARS_MAX = 10_000

/** A line that only Markdown would begin like this. */
const BLOCK_SIGN =
  /^(#{1,6} |[-*+] |\d{1,6}[.)] |> |```|~~~|(-{3,}|\*{3,}|_{3,})\s*$|<details|\|[^\n]{0,2000}\|\s*\n\|[ :|-]{1,2000}\|\s*$)/m
// Every repetition is bounded: without its end, each sign would else search to the end of the text, in quadratic time.
const INLINE_SIGN = /(\*\*|__|~~)\S[^\n]{0,200}?\1|`[^`\n]{1,200}`|\[[^[\]\n]{1,200}\]\([^()\s]{1,2000}\)/

/** What Weft writes around words that name a job or an agent as their source. */
const SOURCE_TAG = /<(?:span|div) data-task="[0-9a-f-]{36}">/

/** True when a pasted text looks as if its writer meant Markdown: better to miss some than to eat the stars of a plain text. */
export function looksLikeMarkdown(text: string): boolean {
  return BLOCK_SIGN.test(text) || INLINE_SIGN.test(text) || SOURCE_TAG.test(text)
}

/** Why a text is not read as Markdown although it looks so, as a sentence; undefined when it can be. */
export function refuseMarkdown(text: string): string | undefined {
  if (text.length > MARKDOWN_MAX)
    return `It has more than ${MARKDOWN_MAX.toLocaleString('en')} characters, the most that is read as Markdown.`
  if (countOf(text, '[') > BRACKETS_MAX)
    return `It has more than ${BRACKETS_MAX.toLocaleString('en')} brackets, the most that is read as Markdown.`
  if (countOf(text, '|') > BARS_MAX)
    return `It has more than ${BARS_MAX.toLocaleString('en')} bars, the most that is read as Markdown.`
  return undefined
}

function countOf(text: string, sign: string): number {
  let count = 0
  for (let at = text.indexOf(sign); at !== -1; at = text.indexOf(sign, at + 1)) count++
  return count
}

// Tags that people write in Markdown. Anything else in angle brackets was meant as the words it is, like `Vec<T>`.
const TAGS = new Set(
  'a b blockquote br code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img kbd li mark ol p pre s small span strike strong sub summary sup table tbody td tfoot th thead tr u ul'.split(
    ' ',
  ),
)

let reader: ReturnType<typeof makeReader> | undefined

/**
 * Markdown as HTML, which is then cleaned like any other that is pasted: CommonMark with tables, strike-through, bare links,
 * a front matter shown as code, and the tags that people write in it. Never put into a live document as it is.
 */
export function renderMarkdown(markdown: string): string {
  reader ??= makeReader()
  return reader.render(withFrontMatter(markdown))
}

function makeReader() {
  const made = new MarkdownIt({ html: true, linkify: true })
  // Only what is written as an address becomes a link: file.md is none.
  made.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false })
  const known: NonNullable<typeof made.renderer.rules.html_block> = (tokens, index) =>
    knownTags(tokens[index]?.content ?? '', made.utils.escapeHtml)
  made.renderer.rules.html_block = known
  made.renderer.rules.html_inline = known
  // The address of a link is judged once, when the result is cleaned: refused here, its signs would stay in the text.
  made.validateLink = () => true
  return made
}

function knownTags(html: string, asText: (text: string) => string): string {
  return html.replace(/<\/?([A-Za-z][A-Za-z0-9-]{0,30})[^<>]*>/g, (tag, name: string) =>
    TAGS.has(name.toLowerCase()) ? tag : asText(tag),
  )
}

function withFrontMatter(markdown: string): string {
  const found = /^---[ \t]*\r?\n((?:[^\n]{0,2000}\n){1,60}?)---[ \t]*(?:\r?\n|$)/.exec(markdown)
  const [whole, matter] = found ?? []
  if (whole === undefined || matter === undefined || !/^[\w-]+:/m.test(matter)) return markdown
  return `\`\`\`yaml\n${matter.replaceAll('```', '')}\`\`\`\n\n${markdown.slice(whole.length)}`
}
