import { rename } from './rename-element.ts'

const TITLES: Readonly<Record<string, string>> = { MsoTitle: 'h1', MsoSubtitle: 'h2' }

/**
 * What Word means by its classes and private styles: titles, quotes, and lists, which it writes as paragraphs that say their
 * level and carry their sign as text. Its conditional comments are gone already, as browsers drop them.
 */
export function readWord(body: HTMLElement): void {
  for (const [name, heading] of Object.entries(TITLES))
    for (const title of [...body.querySelectorAll(`p.${name}`)]) rename(title, heading)
  for (const quote of [...body.querySelectorAll('p.MsoQuote, p.MsoIntenseQuote')]) {
    const block = body.ownerDocument.createElement('blockquote')
    quote.replaceWith(block)
    block.append(quote)
  }
  for (const office of [...body.querySelectorAll('*')])
    if (office.tagName.includes(':')) office.replaceWith(...office.childNodes)
  readLists(body)
}

function readLists(body: HTMLElement): void {
  let open: { list: Element; level: number }[] = []
  let last: Element | undefined
  for (const line of [...body.querySelectorAll('p, h1, h2, h3, h4, h5, h6')]) {
    const level = levelOf(line)
    if (level === undefined) continue
    // Anything between two lines of a list ends it.
    if (!last || nextElement(open[0]?.list) !== line) open = []
    const ordered = takeSign(line)
    const kind = ordered ? 'ol' : 'ul'
    while (open.length > 0 && (open.at(-1)?.level ?? 0) > level) open.pop()
    const here = open.at(-1)
    if (!here || here.level < level || here.list.tagName.toLowerCase() !== kind) {
      const list = body.ownerDocument.createElement(kind)
      if (here && here.level < level) (here.list.lastElementChild ?? here.list).append(list)
      else if (here && open.length > 1) {
        open.pop()
        ;(open.at(-1)?.list.lastElementChild ?? here.list).append(list)
      } else {
        open = []
        line.before(list)
      }
      open.push({ list, level })
    }
    const item = body.ownerDocument.createElement('li')
    open.at(-1)?.list.append(item)
    item.append(line)
    last = line
  }
}

function nextElement(list: Element | undefined): Element | null {
  return list?.nextElementSibling ?? null
}

function levelOf(line: Element): number | undefined {
  const found = /mso-list\s*:\s*[^;"']*level(\d)/i.exec(line.getAttribute('style') ?? '')
  return found ? Number(found[1]) : undefined
}

/** Removes the sign that Word wrote before an item; true when it counts. */
function takeSign(line: Element): boolean {
  const signs = [...line.querySelectorAll('span')].filter((span) =>
    /mso-list\s*:\s*ignore/i.test(span.getAttribute('style') ?? ''),
  )
  const sign = signs.map((span) => span.textContent ?? '').join('')
  for (const span of signs) span.remove()
  return /^\s*\(?([0-9]{1,6}|[a-zA-Z]|[ivxlcdm]{1,8})[.)]/i.test(sign)
}
