import { cutText } from '#server/contracts/cut-text.ts'
import { plainLine } from '#server/contracts/plain-line.ts'

const NAME_MAX = 200

/** The name of an upload as people see it: its last path component, on one line, never empty, its ending kept. */
export function cleanFileName(given: string): string {
  const name = plainLine(given.split(/[/\\]/).at(-1) ?? '')
  if (name === '' || /^\.+$/.test(name)) return 'file'
  if (name.length <= NAME_MAX) return name
  const ending = /\.[A-Za-z0-9]{1,10}$/.exec(name)?.[0] ?? ''
  return `${cutText(name, NAME_MAX - ending.length)}${ending}`
}
