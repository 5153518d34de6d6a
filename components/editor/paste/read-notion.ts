import type { CalloutKind } from '#server/contracts/callout-kinds.ts'
import { rename } from './rename-element.ts'

const KIND_OF_SIGN: readonly [RegExp, CalloutKind][] = [
  [/💡|✅|🎉/u, 'tip'],
  [/⚠|🚧|🟡/u, 'warning'],
  [/❗|‼|🚨|🛑|⛔|🔥|❌/u, 'danger'],
]
const KIND_OF_WORD: Readonly<Record<string, CalloutKind>> = {
  NOTE: 'note',
  INFO: 'note',
  IMPORTANT: 'note',
  TIP: 'tip',
  WARNING: 'warning',
  CAUTION: 'danger',
  DANGER: 'danger',
}

/** Callouts, toggles and to-dos, as Notion copies and exports them and as GitHub writes and draws them. */
export function readNotion(body: HTMLElement): void {
  for (const aside of [...body.querySelectorAll('aside, figure.callout')]) asCallout(aside)
  for (const alert of [...body.querySelectorAll('div.markdown-alert')]) {
    const word = /markdown-alert-(\w+)/.exec(alert.className.replace('markdown-alert ', ''))?.[1]
    frame(alert, KIND_OF_WORD[(word ?? '').toUpperCase()] ?? 'note')
  }
  for (const quote of [...body.querySelectorAll('blockquote')]) {
    const first = body.ownerDocument.createTreeWalker(quote, 4 /* text */)
    while (first.nextNode() && (first.currentNode.textContent ?? '').trim() === '');
    const text = first.currentNode
    const sign = /^\s*\[!([A-Za-z]{1,12})\][+-]?[ \t]*\n?/.exec(
      text.nodeType === 3 ? (text.textContent ?? '') : '',
    )
    const kind = KIND_OF_WORD[(sign?.[1] ?? '').toUpperCase()]
    if (!sign || !kind) continue
    text.textContent = (text.textContent ?? '').slice(sign[0].length)
    frame(quote, kind)
  }
  for (const box of [...body.querySelectorAll('li > .checkbox')]) {
    box.parentElement?.setAttribute('role', 'checkbox')
    box.parentElement?.setAttribute('aria-checked', String(box.classList.contains('checkbox-on')))
    box.remove()
  }
  // An export puts each toggle into a list of one.
  for (const list of [...body.querySelectorAll('ul.toggle')])
    list.replaceWith(...[...list.children].flatMap((item) => [...item.childNodes]))
  for (const summary of [...body.querySelectorAll('summary')]) asFirstBlock(summary)
  for (const toggle of [...body.querySelectorAll('details')])
    rename(toggle, 'div').setAttribute('data-type', 'toggle')
}

function asCallout(element: Element): void {
  const sign = element.querySelector('.icon, .notion-record-icon')
  const text = (sign ?? element).textContent ?? ''
  const kind = KIND_OF_SIGN.find(([signs]) => signs.test(text.slice(0, 12)))?.[1] ?? 'note'
  if (sign && !/[\p{L}\p{N}]/u.test(sign.textContent ?? '')) sign.remove()
  frame(element, kind)
}

function frame(element: Element, kind: CalloutKind): void {
  const callout = rename(element, 'div')
  callout.setAttribute('data-type', 'callout')
  callout.setAttribute('data-kind', kind)
}

/** The words of a summary are the toggle's first block; a heading in them stays one. */
function asFirstBlock(summary: Element): void {
  const blocks = summary.querySelector('p, h1, h2, h3, h4, h5, h6')
  if (blocks) summary.replaceWith(...summary.childNodes)
  else rename(summary, 'p')
}
