// A word of a script that sets words apart, as long as such words are.
const LAST_WORD =
  /[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]{1,60}$/u
// What may turn out to be a line before the text ("Here is the improved text:"), which its reader leaves out.
const PREFACE = /^\s*(?:sure|certainly|of course|here (?:is|are)|here's)\b[^\n]{0,160}\n*$/i
const WRAPPER = /^\s*`{3,}(?:markdown|md|text|plaintext)[ \t]*\n/i
const FENCE = /^ {0,3}(?:`{3,}|~{3,})/
/** A line that is only the beginning of a block: what it will be shows in its next letters. */
const BARE_SIGN = /^\s*(?:[-*+•#>`~_=]+|\d{1,9}[.)]?|[-*+•] \[[ xX]?\]?)\s*$/
// A sign that was never meant as one must not hold back the rest of its line.
const HELD_MOST = 200
// A mark that is longer is none; of a longer line nothing before this is looked at again with each word.
const LOOKED_AT = 1_200

/**
 * How much of a model's Markdown can be shown before the rest is there: whole words, and no mark, link or row of a table that is
 * only half there and would be read as other words. What is held back comes with the next words, at the latest with the line's end.
 */
export function settledText(text: string): string {
  const answer = text.replace(WRAPPER, '')
  if (PREFACE.test(answer)) return ''
  const words = answer.replace(LAST_WORD, '')
  const at = words.lastIndexOf('\n') + 1
  const before = words.slice(0, at)
  const line = words.slice(at)
  if (insideCode(before)) return FENCE.test(`${line}\``) ? before : words
  if (line.trimStart().startsWith('|') || BARE_SIGN.test(line)) return withoutLoneRow(before).trimEnd()
  return withoutLoneRow(before + withoutOpenMarks(line)).trimEnd()
}

function insideCode(text: string): boolean {
  return text.split('\n').filter((line) => FENCE.test(line)).length % 2 === 1
}

/** A first row is words until the line of dashes below it says that it begins a table. */
function withoutLoneRow(text: string): string {
  const lines = text.trimEnd().split('\n')
  const rows = lines.length - 1 - lines.findLastIndex((line) => !line.trimStart().startsWith('|'))
  return rows === 1 ? lines.slice(0, -1).join('\n') : text
}

function withoutOpenMarks(line: string): string {
  const tail = line.slice(-LOOKED_AT)
  const open = openMarkAt(tail)
  if (open === undefined || tail.length - open > HELD_MOST) return line
  return line.slice(0, line.length - tail.length + open)
}

/** Where the first mark begins that is not closed yet. */
function openMarkAt(line: string): number | undefined {
  const closed = line
    // What is marked, and what is no mark, gives its place to letters that mean nothing.
    .replace(/\\./g, blank)
    .replace(/(`{1,3})(?:(?!\1).)+\1/g, blank)
    .replace(/!?\[[^\]]*\]\([^)]*\)/g, blank)
    .replace(/!?\[[^\]]*\](?=[^(])/g, blank)
    .replace(/^\s*[*+-]\s/, blank)
    .replace(/<u>.*?<\/u>/gi, blank)
    .replace(/(\*\*|__|~~)(?=\S)(?:(?!\1).)*?\S\1/g, blank)
    .replace(/(?<![\p{L}\p{N}])([*_])(?=\S)(?:(?!\1).)*?\S\1/gu, blank)
    // Between letters, and before a space, such a sign is none.
    .replace(/(?<=[\p{L}\p{N}])[_*~](?=[\p{L}\p{N}])|[*_~]+(?=\s)/gu, blank)
  const at = closed.search(/[`*_~[]|!$|<u>|<u?$/i)
  return at === -1 ? undefined : at
}

function blank(text: string): string {
  return ' '.repeat(text.length)
}
