/** How models mark thoughts that they write before an answer, each mark with the one that closes it. */
const MARKS = [
  [/^<(think|thinking|thought|thoughts|reasoning|seed:think)>/i, '</$>'],
  [/^◁(think)▷/i, '◁/$▷'],
  [/^\[(think)\]/i, '[/$]'],
  [/^<\|channel\|>(?:analysis|thought)(?:<\|message\|>|\n)/i, '<|channel|>final<|message|>'],
] as const
// The longest opening mark and what may stand before it: of fewer letters it is not sure yet that they are none.
const OPENING_MOST = 32
const BEGINNING =
  /^(?:<[a-z:]{0,12}|<\|(?:[a-z]{0,7}|channel\|(?:>[a-z]{0,8})?(?:<\|?[a-z]{0,7}\|?)?)|◁[a-z]{0,5}|\[[a-z]{0,5})$/i
// Templates that write the opening mark themselves leave only the closing one to the model, on a line of its own.
const LONE_CLOSING =
  /(?:^|\n)[ \t]*(?:<\/(?:think|thinking|reasoning)>|◁\/think▷|\[\/THINK\])[ \t]*(?=\n|$)/gi

/**
 * What a model wrote: its answer, and whether it wrote down thoughts before that. Of thoughts without an end the answer is empty. A closing
 * mark on a line of its own that stands in the text which it was given (`source`) is expected in its answer too, and closes no thoughts.
 */
export function apartFromThoughts(text: string, source = ''): { answer: string; thought: boolean } {
  const answer = afterThoughts()(text, true)
  if (answer === undefined) return { answer: '', thought: true }
  const [closing, ...others] = answer.matchAll(LONE_CLOSING)
  if (closing && others.length >= Array.from(source.matchAll(LONE_CLOSING)).length)
    return { answer: answer.slice(closing.index + closing[0].length).trimStart(), thought: true }
  return { answer, thought: answer.length < text.trimStart().length }
}

/**
 * Reads an answer while it comes: called with all the words that there are, it gives those behind the thoughts, and undefined while
 * there are only thoughts or what may be the beginning of some (unless the text is `whole`). Takes time in proportion to the answer
 * over all calls, however long a model thinks.
 */
export function afterThoughts(): (text: string, whole?: boolean) => string | undefined {
  let start = 0
  let closing: RegExp | undefined
  return (text, whole = false) => {
    for (;;) {
      if (closing) {
        const end = closing.exec(text)
        if (!end) {
          // A mark may have come in half.
          closing.lastIndex = Math.max(start, text.length - OPENING_MOST)
          return undefined
        }
        start = closing.lastIndex
        closing = undefined
      }
      const rest = text.slice(start).trimStart()
      const opened = openingOf(rest)
      if (!opened) return !whole && rest.length < OPENING_MOST && BEGINNING.test(rest) ? undefined : rest
      start = text.length - rest.length + opened.length
      closing = opened.closing
      closing.lastIndex = start
    }
  }
}

function openingOf(text: string): { length: number; closing: RegExp } | undefined {
  for (const [opening, closing] of MARKS) {
    const found = opening.exec(text)
    if (!found) continue
    const mark = closing.replace('$', found[1] ?? '').replace(/[|[\]/]/g, '\\$&')
    return { length: found[0].length, closing: new RegExp(mark, 'gi') }
  }
  return undefined
}
