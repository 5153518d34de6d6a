import type { PresentPerson } from '#server/contracts/collaboration.ts'
import { presenceColour } from './presence-colour.ts'
import type { SeenJob } from './present-jobs.ts'

// Between a name and the edge of the screen, in pixels.
const EDGE = 4

// A name is as long as somebody made it; a job's has the kind before that, and behind it how far it is.
const NAME_MAX = 80

/** What the editor's caret plugin is told of a person; it wants a colour of six hex digits besides. */
export type CursorUser = PresentPerson & { color: string }

export function cursorUser(person: PresentPerson): CursorUser {
  return { ...person, color: presenceColour(person.hue) }
}

/**
 * Another person's caret with their name. The label shows for about two seconds whenever the caret has moved - the element is
 * then put into the page anew, which starts the animation of its style sheet - and again while a pointer is on it.
 */
export function cursorElement(user: Record<string, unknown>): HTMLElement {
  const caret = document.createElement('span')
  caret.className = 'presence-caret'
  caret.style.setProperty('--presence', colourOf(user))
  const label = document.createElement('span')
  label.className = 'presence-label'
  label.textContent = typeof user.name === 'string' ? user.name.slice(0, NAME_MAX) : ''
  caret.append(label)
  requestAnimationFrame(() => keepInSight(label))
  // Screen readers get the list of people in the header; a name in the middle of a sentence would be read as its text.
  caret.setAttribute('aria-hidden', 'true')
  return caret
}

/** Once the caret stands in its line: a name past the edge would be cut, and let the page be pushed sideways. */
function keepInSight(label: HTMLElement): void {
  const over = label.getBoundingClientRect().right + EDGE - document.documentElement.clientWidth
  if (over > 0) label.style.left = `${-Math.ceil(over)}px`
}

/** A job's caret: as a person's, with the name for as long as the job writes, in the line behind its words, where nothing stands yet. */
export function jobCaret({ name, hue, progress }: SeenJob): HTMLElement {
  const caret = cursorElement({ name: progress === null ? name : `${name} · ${progress}`, hue })
  caret.classList.add('presence-caret-job')
  // Where the line has no room for the name, the caret stays at the last word, and the name alone goes to the next.
  caret.prepend(document.createElement('wbr'))
  return caret
}

export function selectionAttributes(user: Record<string, unknown>) {
  return { nodeName: 'span', class: 'presence-selection', style: `--presence: ${colourOf(user)}` }
}

/** From the hue alone, parsed to a number: what another browser sends never reaches a style as text. */
function colourOf(user: Record<string, unknown>): string {
  return presenceColour(typeof user.hue === 'number' && Number.isFinite(user.hue) ? user.hue : 0)
}
