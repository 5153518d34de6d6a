/** The JSON in a model's answer, also where it is fenced or has words around it; undefined when there is none. */
export function readJson(answer: string): unknown {
  const json = /\{[\s\S]*\}|\[[\s\S]*\]/.exec(answer)?.[0]
  if (json === undefined) return undefined
  try {
    return JSON.parse(json)
  } catch {
    // Cut off or not JSON at all: for the caller both are an answer that cannot be read.
    return undefined
  }
}
