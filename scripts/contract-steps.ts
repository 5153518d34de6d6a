// What the release before this one could still read or write. A migration that takes it away is a contract step, and says since
// which version nothing uses it; anything else would break the processes of the old release that run while the new one starts,
// and the way back.
const STEPS: readonly (readonly [step: string, pattern: RegExp])[] = [
  [
    'drops what the release before may use',
    /\bDROP\s+(TABLE|COLUMN|TYPE|SCHEMA|VIEW|MATERIALIZED|FUNCTION|SEQUENCE|CONSTRAINT)\b/i,
  ],
  [
    'drops a column',
    /\bALTER\s+TABLE\b[\s\S]*\bDROP\s+(IF\s+EXISTS\s+)?(?!NOT\s+NULL\b|DEFAULT\b|IDENTITY\b|EXPRESSION\b|IF\b)["\w]/i,
  ],
  ['empties a table', /^\s*TRUNCATE\b/i],
  ['drops a default that old inserts rely on', /\bDROP\s+DEFAULT\b/i],
  ['renames what the release before knows by its old name', /\bRENAME\b/i],
  ['forbids nulls that the release before may write', /\bSET\s+NOT\s+NULL\b/i],
  [
    'changes the type of a column',
    /\bALTER\s+(COLUMN\s+)?("[^"]+"|\w+)\s+(SET\s+DATA\s+)?TYPE\b(?!\s+ADD\s+VALUE)/i,
  ],
  [
    'adds a column without a default that old inserts leave out',
    /\bADD\s+(COLUMN\s+)?(IF\s+NOT\s+EXISTS\s+)?("[^"]+"|(?!CONSTRAINT\b|VALUE\b)\w+)(?![^,]*\b(DEFAULT|GENERATED|SERIAL|BIGSERIAL)\b)[^,]*\bNOT\s+NULL\b/i,
  ],
]

const MARKER = /--\s*contract:\s*unused since (\d+\.\d+\.\d+)\s*$/m

/**
 * The statements of a migration that are contract steps and do not say so with a comment line before them,
 * `-- contract: unused since 1.4.0`, naming a version that is out already: not above `released`.
 */
export function unmarkedContractSteps(sql: string, released: string): string[] {
  const faults: string[] = []
  for (const { comment, text } of statements(sql)) {
    // A new table's columns take nothing from anybody.
    if (/^\s*CREATE\s+TABLE\b/i.test(text)) continue
    const flat = withoutBrackets(text)
    const step = STEPS.find(([, pattern]) => pattern.test(flat))
    if (!step) continue
    const since = MARKER.exec(comment)?.[1]
    if (since && !isNewer(since, released)) continue
    faults.push(`${step[0]}: ${text.trim().replaceAll(/\s+/g, ' ').slice(0, 120)}`)
  }
  return faults
}

/** What stands in brackets is of one column, and its commas part nothing: DECIMAL(65,30). */
function withoutBrackets(text: string): string {
  const flat = text.replaceAll(/\([^()]*\)/g, ' ')
  return flat === text ? flat : withoutBrackets(flat)
}

/** Statements with the comment lines before them; a semicolon inside quotes, dollar quotes or a comment ends none. */
function* statements(sql: string): Generator<{ comment: string; text: string }> {
  const token = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|(\$\w*\$)[\s\S]*?\1|;|[^;'"$/-]+|./g
  let comment = ''
  let text = ''
  for (const [piece] of sql.matchAll(token)) {
    if (piece === ';') {
      yield { comment, text }
      comment = ''
      text = ''
    } else if (piece.startsWith('--') || piece.startsWith('/*')) {
      comment += `${piece}\n`
    } else if (piece.startsWith("'") || piece.startsWith('$')) {
      // What a string says is no statement.
      text += "''"
    } else {
      text += piece
    }
  }
  if (text.trim()) yield { comment, text }
}

function isNewer(version: string, than: string): boolean {
  return version.localeCompare(than, 'en', { numeric: true }) > 0
}
