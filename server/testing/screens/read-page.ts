// What a page tells whoever cannot see it: roles, names and words of a document, as assistive technology takes them from the markup.
// The style sheet is not loaded, so only what is hidden in the markup itself counts as hidden.

const BY_TAG: Readonly<Record<string, string>> = {
  article: 'article',
  aside: 'complementary',
  blockquote: 'blockquote',
  button: 'button',
  caption: 'caption',
  code: 'code',
  dd: 'definition',
  dt: 'term',
  fieldset: 'group',
  figure: 'figure',
  h1: 'heading',
  h2: 'heading',
  h3: 'heading',
  h4: 'heading',
  hr: 'separator',
  li: 'listitem',
  main: 'main',
  mark: 'mark',
  meter: 'meter',
  nav: 'navigation',
  ol: 'list',
  option: 'option',
  output: 'status',
  p: 'paragraph',
  progress: 'progressbar',
  search: 'search',
  table: 'table',
  td: 'cell',
  textarea: 'textbox',
  time: 'time',
  tr: 'row',
  ul: 'list',
}

const BY_INPUT: Readonly<Record<string, string>> = {
  button: 'button',
  checkbox: 'checkbox',
  number: 'spinbutton',
  radio: 'radio',
  range: 'slider',
  search: 'searchbox',
  submit: 'button',
}
const TEXT_INPUTS = new Set(['email', 'tel', 'text', 'url'])

/** Roles whose name is what stands in them, where nothing else names them. */
const NAMED_BY_CONTENT = new Set([
  ...[
    'button',
    'caption',
    'cell',
    'checkbox',
    'columnheader',
    'heading',
    'link',
    'menuitem',
    'menuitemradio',
  ],
  ...['option', 'radio', 'row', 'rowheader', 'switch', 'tab', 'treeitem'],
])

/** What the element is: its role, or the one that its tag stands for; null where it is nothing by itself. */
export function roleOf(element: Element): string | null {
  const given = element.getAttribute('role')?.split(' ')[0]
  if (given) return given === 'none' || given === 'presentation' ? null : given
  const tag = element.localName
  if (tag === 'a' || tag === 'area') return element.hasAttribute('href') ? 'link' : null
  if (tag === 'th') return element.getAttribute('scope') === 'row' ? 'rowheader' : 'columnheader'
  if (tag === 'img') return element.getAttribute('alt') === '' ? null : 'img'
  if (tag === 'section') return isNamed(element) ? 'region' : null
  if (tag === 'form') return isNamed(element) ? 'form' : null
  if (tag === 'select') return element.hasAttribute('multiple') ? 'listbox' : 'combobox'
  if (tag === 'input') return inputRole(element.getAttribute('type') ?? 'text')
  return BY_TAG[tag] ?? null
}

function inputRole(type: string): string | null {
  return TEXT_INPUTS.has(type) ? 'textbox' : (BY_INPUT[type] ?? null)
}

function isNamed(element: Element): boolean {
  return element.hasAttribute('aria-label') || element.hasAttribute('aria-labelledby')
}

/** How the element is called. '' where nothing names it. */
export function nameOf(element: Element): string {
  const by = idsOf(element, 'aria-labelledby')
  if (by.length > 0) return words(by.map((each) => wordsOf(each, true)).join(' '))
  const label = element.getAttribute('aria-label')
  if (label) return words(label)
  const native = nativeName(element)
  if (native) return native
  const role = roleOf(element)
  if (role && NAMED_BY_CONTENT.has(role)) {
    const content = wordsOf(element, true)
    if (content) return content
  }
  return words(element.getAttribute('title') ?? element.getAttribute('placeholder') ?? '')
}

function nativeName(element: Element): string {
  if (element.localName === 'img') return words(element.getAttribute('alt') ?? '')
  if ('labels' in element && element.labels instanceof NodeList && element.labels.length > 0)
    return words(
      [...element.labels].map((label) => (label instanceof Element ? wordsOf(label, true) : '')).join(' '),
    )
  const inside = { fieldset: 'legend', table: 'caption', figure: 'figcaption' }[element.localName]
  const named = [...element.children].find(({ localName }) => localName === inside)
  return named ? wordsOf(named, true) : ''
}

/** What describes the element beside its name: its hint, its fault. Throws where it points to what is not there. */
export function descriptionOf(element: Element): string {
  return words(
    idsOf(element, 'aria-describedby')
      .map((each) => wordsOf(each, true))
      .join(' '),
  )
}

function idsOf(element: Element, attribute: string): Element[] {
  const ids = (element.getAttribute(attribute) ?? '').split(/\s+/).filter(Boolean)
  return ids.map((id) => {
    const found = element.ownerDocument.getElementById(id)
    if (!found) throw new Error(`${attribute} of <${element.localName}> points to #${id}, which is not there`)
    return found
  })
}

/** True where neither the element nor what it stands in is hidden in the markup. */
export function isTold(element: Element): boolean {
  // A walk of our own: a selector costs jsdom a hundred times as much, and this is asked of every element.
  for (let each: Element | null = element; each; each = each.parentElement) if (isHidden(each)) return false
  return true
}

function isHidden(element: Element): boolean {
  return (
    element.hasAttribute('hidden') ||
    element.hasAttribute('inert') ||
    element.getAttribute('aria-hidden') === 'true'
  )
}

const UNSEEN = new Set(['script', 'style', 'template'])
// What stands beside something in a row, or on a line of its own, is another word.
const APART = /(?:^|\s)(?:inline-)?(?:flex|grid|block)(?:\s|$)/
const ROW = /(?:^|\s)(?:inline-)?(?:flex|grid)(?:\s|$)/
const INLINE = new Set([
  'a',
  'b',
  'code',
  'em',
  'i',
  'kbd',
  'mark',
  's',
  'span',
  'strong',
  'sub',
  'sup',
  'time',
  'u',
])

/** The words of an element in their order, as they are read. */
export function wordsOf(element: Element, asName = false): string {
  return words(gather(element, asName))
}

function gather(element: Element, asName: boolean): string {
  const parted = ROW.test(element.getAttribute('class') ?? '') ? ' ' : ''
  let all = ''
  for (const child of element.childNodes) {
    if (child instanceof Text) all += child.data
    if (!(child instanceof Element) || isHidden(child) || UNSEEN.has(child.localName)) continue
    const inline = INLINE.has(child.localName) && !APART.test(child.getAttribute('class') ?? '')
    const space = inline ? parted : ' '
    all += `${space}${toldBy(child, asName)}${space}`
  }
  return all
}

function toldBy(child: Element, asName: boolean): string {
  const label = child.getAttribute('aria-label')
  if (child.localName === 'img') return child.getAttribute('alt') ?? ''
  if (label && (asName || child.localName === 'svg' || child.getAttribute('role') === 'img')) return label
  if (child.localName === 'svg') return ''
  return gather(child, asName)
}

function words(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}
