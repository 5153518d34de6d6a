import type { ActionItem } from '#server/contracts/action-items.ts'
import { toAction } from './to-action.ts'

const HEADING = /^\s{0,3}(?:#{1,6}\s+(.*?)[\s#]*|(?:\*\*)?([^\n*]{3,60}?):?(?:\*\*)?:?\s*)$/u
const TASK_HEADING =
  /^(?:action items?|actions|action points?|to[- ]?dos?|tasks?|next steps?|open (?:points|tasks|items)|follow[- ]ups?|aufgaben|nächste schritte|offene punkte|zu erledigen|à faire|tâches|actions à mener|prochaines étapes|tareas|pendientes|próximos pasos|por hacer)$/iu
const ENTRY = /^(\s{0,40}(?:>\s?){0,10}\s{0,40})((?:[-*•+]|\d{1,3}[.)])\s+)?/u
const BOX = /^\[([ xX✓])\]\s+/u
const SIGN =
  /^(?:\*\*)?(?:todo|to[- ]do|fixme|action(?: item| point)?|task|next step|aufgabe|à faire|tâche|tarea|por hacer|pendiente)(?:\s?\(([^()]{1,60})\))?(?:\*\*)?\s?(?::|[-–—]\s)(?:\*\*)?\s*/iu

/** What a text writes down as a task, in any language, and the text with the lines of these blanked out. */
export type WrittenActions = { items: ActionItem[]; rest: string }

/**
 * Boxes to tick, entries that begin with TODO and its like, and the entries of a list under a heading such as "Next steps". These
 * are tasks because the text says so, whatever they say.
 */
export function findWrittenActions(text: string): WrittenActions {
  const items: ActionItem[] = []
  let rest = ''
  let at = 0
  let underHeading = false
  for (const line of text.split('\n')) {
    const start = at
    at += line.length + 1
    const [lead = '', , sign] = ENTRY.exec(line) ?? []
    const entry = line.slice(lead.length)
    const box = BOX.exec(entry)
    const mark = SIGN.exec(entry)
    const listed = underHeading && sign !== undefined
    const words = entry.slice((box ?? mark)?.[0].length ?? 0).trim()
    if ((box || mark || listed) && /\p{L}/u.test(words)) {
      const from = start + line.indexOf(words, lead.length)
      const item = toAction(words, { start: from, end: from + words.length })
      items.push({ ...item, owner: mark?.[1] ?? item.owner, done: box !== null && box[1] !== ' ' })
      rest += `${' '.repeat(line.length)}\n`
      continue
    }
    rest += `${line}\n`
    if (line.trim() === '' || sign !== undefined) continue
    const [, heading, plain] = HEADING.exec(line) ?? []
    underHeading = TASK_HEADING.test((heading ?? plain ?? '').trim().replace(/:$/, ''))
  }
  return { items, rest }
}
