// What stands under these keys never reaches a log line, whatever object carries it.
const SECRET_KEYS = ['password', 'token', 'secret', 'apiKey', 'authorization', 'cookie', 'set-cookie', 'key']

// A key of a JSON text with a simple value. A quotation mark inside of a string is escaped there, so no message passes for one.
const SIMPLE = new RegExp(`"(${SECRET_KEYS.join('|')})":(?:"[^"\\\\]*(?:\\\\.[^"\\\\]*)*"|[\\d.eE+-]+)`, 'gi')
const NESTED = new RegExp(`"(?:${SECRET_KEYS.join('|')})":[[{]`, 'i')
const NAMES: ReadonlySet<string> = new Set(SECRET_KEYS.map((key) => key.toLowerCase()))
const HIDDEN = '[secret]'

/**
 * A line of the log without the secrets in it, however deep they lie. Looks at the written line, because serializers and
 * children of a logger add to it what the logger was not given.
 */
export function hideSecrets(line: string): string {
  if (!NESTED.test(line)) return line.replace(SIMPLE, `"$1":"${HIDDEN}"`)
  // Rare: a whole object under such a key.
  const censored = JSON.stringify(JSON.parse(line), (key, value: unknown) =>
    NAMES.has(key.toLowerCase()) && value !== null && value !== undefined ? HIDDEN : value,
  )
  return `${censored}\n`
}
