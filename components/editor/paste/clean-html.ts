import { isSafeHref } from '#server/document-model/safe-links.ts'
import { readMarks } from './read-marks.ts'
import { readNotion } from './read-notion.ts'
import { readSources } from './read-sources.ts'
import { readWord } from './read-word.ts'
import { rename } from './rename-element.ts'

export type CleanPaste = {
  /** Plain markup of the page's own blocks: no style, class or address that a page does not keep. */
  html: string
  /** The images that came along as data, in the order of their `imageToken`s in the text. */
  images: readonly { file: File; token: string }[]
  /** The words that a reader saw where this was copied. */
  words: string
}

/** More than any page has; beyond them a paste is taken as plain text. */
const HTML_MAX = 4_000_000
const ELEMENTS_MAX = 60_000
const DEPTH_MAX = 120
const IMAGES_MAX = 50

const INVISIBLE =
  'script, style, meta, link, title, head, noscript, template, object, embed, iframe, frame, svg, math, canvas, audio, video, select, textarea, button, map, .Apple-interchange-newline'
const KEPT: Readonly<Record<string, readonly string[]>> = {
  a: ['href'],
  td: ['colspan', 'rowspan'],
  th: ['colspan', 'rowspan'],
  ol: ['start'],
}
const OURS = [
  'data-type',
  'data-checked',
  'data-kind',
  'data-icon',
  'data-attachment',
  'data-target',
  'data-task',
  'data-provenance',
]

/**
 * HTML that was copied elsewhere (Word, Google Docs, Notion, web pages, Markdown) as plain markup of the page's blocks.
 * Undefined when it is larger or deeper than any page: the caller pastes the plain text instead.
 */
export function cleanHtml(html: string): CleanPaste | undefined {
  if (html.length > HTML_MAX) return undefined
  // A parsed document runs nothing and fetches nothing.
  const { body } = new DOMParser().parseFromString(html, 'text/html')
  if (!isReadable(body)) return undefined
  dropInvisible(body)
  readWord(body)
  const words = wordsOf(body)
  readNotion(body)
  readSources(body)
  readMarks(body)
  fixLists(body)
  fixTables(body)
  for (const control of [...body.querySelectorAll('input')]) control.remove()
  for (const form of [...body.querySelectorAll('form, label, fieldset, legend')]) rename(form, 'div')
  for (const low of body.querySelectorAll('h5, h6')) rename(low, 'h4')
  for (const term of body.querySelectorAll('dt, dd, figcaption, caption')) rename(term, 'p')
  for (const code of body.querySelectorAll('pre')) trimEnd(code)
  const images = takeImages(body)
  for (const element of [...body.querySelectorAll('*')]) stripAttributes(element)
  dropEmptyLines(body)
  return { html: body.innerHTML, images, words }
}

function isReadable(body: HTMLElement): boolean {
  const all = body.getElementsByTagName('*')
  if (all.length > ELEMENTS_MAX) return false
  const depths = new Map<Element, number>([[body, 0]])
  for (const element of all) {
    const depth = (depths.get(element.parentElement ?? body) ?? 0) + 1
    if (depth > DEPTH_MAX) return false
    depths.set(element, depth)
  }
  return true
}

function dropInvisible(body: HTMLElement): void {
  for (const element of [...body.querySelectorAll(INVISIBLE)]) element.remove()
  for (const element of [...body.querySelectorAll('[style], [hidden]')]) {
    const style = element.getAttribute('style') ?? ''
    if (element.hasAttribute('hidden') || /display\s*:\s*none|mso-hide\s*:\s*all/i.test(style))
      element.remove()
  }
  const comments = body.ownerDocument.createTreeWalker(body, 128 /* comments */)
  const found: Node[] = []
  while (comments.nextNode()) found.push(comments.currentNode)
  for (const comment of found) comment.parentNode?.removeChild(comment)
}

function wordsOf(body: HTMLElement): string {
  // The signs of ticks and callouts are read, not kept.
  return (body.textContent ?? '').replace(/\[[xX ]\]|\[![A-Za-z]{1,12}\]/g, '')
}

/** A list may hold nothing but items: Google Docs puts nested lists beside them. */
function fixLists(body: HTMLElement): void {
  for (const list of [...body.querySelectorAll('ul, ol')])
    for (const child of [...list.childNodes]) {
      if (child.nodeName === 'LI' || (child.textContent ?? '').trim() === '') continue
      const before = previousItem(child)
      if (before) before.append(child)
      else {
        const item = body.ownerDocument.createElement('li')
        child.replaceWith(item)
        item.append(child)
      }
    }
  for (const item of [...body.querySelectorAll('li')]) {
    const checked = checkOf(item)
    const list = item.parentElement
    if (checked === undefined || !list) continue
    list.setAttribute('data-type', 'taskList')
    item.setAttribute('data-checked', String(checked))
  }
  for (const list of body.querySelectorAll('[data-type="taskList"]')) {
    const plain = list.tagName === 'OL' ? rename(list, 'ul') : list
    for (const item of plain.children) {
      item.setAttribute('data-type', 'taskItem')
      if (!item.hasAttribute('data-checked')) item.setAttribute('data-checked', 'false')
    }
  }
}

function previousItem(child: ChildNode): Element | undefined {
  let before = child.previousSibling
  while (before && before.nodeName !== 'LI') before = before.previousSibling
  return before instanceof Element ? before : undefined
}

/** Whether an item is ticked, in the ways in which one is written; the sign of it goes. Undefined for an item without. */
function checkOf(item: Element): boolean | undefined {
  if (item.getAttribute('data-type') === 'taskItem') return item.getAttribute('data-checked') === 'true'
  if (item.getAttribute('role') === 'checkbox') {
    item.querySelector('img')?.remove()
    return item.getAttribute('aria-checked') === 'true'
  }
  const box = item.querySelector('input[type="checkbox"]')
  if (box && box.closest('li') === item) {
    const checked = box.hasAttribute('checked')
    box.remove()
    return checked
  }
  const first = item.ownerDocument.createTreeWalker(item, 4 /* text */).nextNode()
  const sign = /^\s*\[([ xX])\](\s+|$)/.exec(first?.textContent ?? '')
  if (!first || !sign || first.parentElement?.closest('li') !== item) return undefined
  first.textContent = (first.textContent ?? '').slice(sign[0].length)
  return sign[1] !== ' '
}

/** No table in a cell of another, and none that only places one thing on a page. */
function fixTables(body: HTMLElement): void {
  for (const caption of [...body.querySelectorAll('table > caption')])
    caption.closest('table')?.before(caption)
  for (const table of [...body.querySelectorAll('table')].reverse()) {
    const cells = [...table.querySelectorAll('td, th')]
    if (cells.length > 1 && !table.parentElement?.closest('td, th')) continue
    for (const cell of cells) rename(cell, 'div')
    table.replaceWith(...[...table.querySelectorAll('div')].filter((one) => one.parentElement?.closest('tr')))
  }
}

function takeImages(body: HTMLElement): CleanPaste['images'] {
  const images: { file: File; token: string }[] = []
  for (const image of [...body.querySelectorAll('img:not([data-attachment])')]) {
    const source = image.getAttribute('src') ?? ''
    const alt = (image.getAttribute('alt') ?? '').trim()
    const file = images.length < IMAGES_MAX ? fileOf(source, alt) : undefined
    if (file) {
      // A private sign of Unicode: it stands in the text only until the paste is in the page.
      const token = `\ue000${images.length}\ue001`
      images.push({ file, token })
      const line = body.ownerDocument.createElement('p')
      line.textContent = token
      image.replaceWith(line)
    } else if (/^https?:/i.test(source) && isSafeHref(source) && !image.closest('a')) {
      // Never fetched: the sender of a text must not learn who pastes it.
      const link = body.ownerDocument.createElement('a')
      link.setAttribute('href', source)
      link.textContent = alt || nameOf(source)
      image.replaceWith(link)
    } else image.replaceWith(alt)
  }
  return images
}

function fileOf(source: string, alt: string): File | undefined {
  const found = /^data:(image\/(png|jpeg|gif|webp|avif));base64,([A-Za-z0-9+/=\s]+)$/.exec(source)
  if (!found) return undefined
  try {
    const bytes = Uint8Array.from(atob(found[3] ?? ''), (letter) => letter.charCodeAt(0))
    const name = alt.replace(/[\\/:\s]+/g, ' ').slice(0, 80) || 'image'
    return new File([bytes], `${name}.${found[2]}`, { type: found[1] ?? '' })
  } catch {
    return undefined // no base64 after all: the description is what is left of it
  }
}

function nameOf(address: string): string {
  return new URL(address).pathname.split('/').at(-1) || new URL(address).hostname
}

function stripAttributes(element: Element): void {
  const kept = KEPT[element.tagName.toLowerCase()] ?? []
  for (const { name, value } of [...element.attributes]) {
    const language =
      element.tagName === 'CODE' && name === 'class' ? /language-[\w+#-]{1,30}/.exec(value) : null
    if (language) element.setAttribute('class', language[0])
    else if (!kept.includes(name) && !OURS.includes(name)) element.removeAttribute(name)
  }
  if (element.tagName !== 'A' || element.hasAttribute('data-type')) return
  const href = directAddress(element.getAttribute('href') ?? '')
  if (isSafeHref(href)) element.setAttribute('href', href)
  else element.replaceWith(...element.childNodes)
}

/** Google Docs sends links through a page of its own that tells it who follows them. */
function directAddress(href: string): string {
  const found = /^https:\/\/www\.google\.com\/url\?/.test(href) ? new URL(href).searchParams.get('q') : null
  return found ?? href.trim()
}

/** The end of the last line is no line of its own. */
function trimEnd(code: Element): void {
  const last = [...code.querySelectorAll('*'), code]
    .flatMap((one) => [...one.childNodes])
    .filter((one) => one.nodeType === 3)
    .at(-1)
  if (last && last.parentElement?.closest('pre') === code)
    last.textContent = (last.textContent ?? '').replace(/\n$/, '')
}

const BLOCKS = /^(P|DIV|UL|OL|TABLE|H[1-6]|PRE|BLOCKQUOTE|HR|DETAILS|SECTION)$/

function isBlock(node: ChildNode | null): boolean {
  return node !== null && BLOCKS.test(node.nodeName)
}

/** Lines that hold nothing are how others make space between blocks; here blocks have it by themselves. */
function dropEmptyLines(body: HTMLElement): void {
  for (const line of [...body.querySelectorAll('br')])
    if (isBlock(line.previousElementSibling) || isBlock(line.nextElementSibling)) line.remove()
  for (const line of [...body.querySelectorAll('p, div, h1, h2, h3, h4')])
    if (
      (line.textContent ?? '').trim() === '' &&
      !line.querySelector('img, hr, a[data-type]') &&
      !line.closest('td, th')
    )
      line.remove()
  for (const item of [...body.querySelectorAll('li')])
    if (item.children.length === 0 && (item.textContent ?? '').trim() === '') item.remove()
  for (const list of [...body.querySelectorAll('ul, ol')]) if (list.children.length === 0) list.remove()
}
