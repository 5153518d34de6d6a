const CLOSING = { '{': '}', '[': ']' } as const

/**
 * The beginning of a JSON answer up to the last entry of a list that is finished, closed so that it can be read; undefined before there
 * is one. Takes time in proportion to the answer.
 */
export function finishedEntries(answer: string): string | undefined {
  const start = answer.search(/[{[]/)
  if (start === -1) return undefined
  const open: string[] = []
  let end: number | undefined
  let closing = ''
  let inWords = false
  for (let at = start; at < answer.length; at += 1) {
    const sign = answer[at]
    if (inWords && sign === '\\') at += 1
    if (sign === '"') inWords = !inWords
    else if (inWords) continue
    else if (sign === '{' || sign === '[') open.push(CLOSING[sign])
    else if (sign === '}' || sign === ']') open.pop()
    else continue
    if (open.length === 0 && !inWords) return answer.slice(start, at + 1)
    // Of a list inside of an entry nothing is finished before the entry is.
    const isEntry = !inWords && sign !== '[' && sign !== '{' && open.length === open.indexOf(']') + 1
    if (!isEntry || open.length === 0) continue
    end = at + 1
    closing = open.toReversed().join('')
  }
  return end === undefined ? undefined : answer.slice(start, end) + closing
}
