// Words around the JSON may hold brackets of their own; an answer with more of them before it than this is none.
const TRIES = 32

/**
 * The JSON in a model's answer, also where it is fenced or has words around it: the longest that there is, since words may
 * hold a `[1]`; undefined when there is none. Takes time in proportion to the answer, whatever it holds: a model that loops
 * may send megabytes of brackets.
 */
export function readJson(answer: string): unknown {
  const opening = /[{[]/g
  let longest = 0
  let value: unknown
  for (let tries = 0; tries < TRIES; tries += 1) {
    const found = opening.exec(answer)
    if (!found) break
    const end = answer.lastIndexOf(found[0] === '{' ? '}' : ']') + 1
    if (end - found.index <= longest) continue
    try {
      value = JSON.parse(answer.slice(found.index, end))
      longest = end - found.index
      opening.lastIndex = end
    } catch {
      // Cut off, or no JSON that begins here: the next bracket may be its beginning.
    }
  }
  return value
}
