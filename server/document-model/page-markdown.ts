import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import { mentionText } from './mention-node.ts'

/** What stands before the first line of a block and before its others, and the list that it stands in. */
type Place = { node: unknown; lead: string; rest: string; list: unknown }
type Line = { text: string; list: unknown; heading: string | undefined }

const TIGHT = new Set(['bulletList', 'orderedList', 'taskList'])

/**
 * The body of a page as Markdown for a model, so that what is written anew keeps its headings, lists, tables and links, with
 * the places of its headings. Like `readBody` it leaves out pending results and walks without recursion.
 */
export function readMarkdown(doc: Y.Doc): { text: string; headings: { at: number; text: string }[] } {
  return read(children(doc.getXmlFragment(ROOT.body), TOP))
}

/** One block of the top level of a page as Markdown. */
export function blockMarkdown(block: Y.XmlElement): string {
  return read([{ node: block, ...TOP }]).text
}

const TOP = { lead: '', rest: '', list: undefined }

function read(open: Place[]): ReturnType<typeof readMarkdown> {
  const lines: Line[] = []
  while (open.length > 0) {
    const place = open.pop()
    if (!place || !(place.node instanceof Y.XmlElement) || place.node.nodeName === 'jobResult') continue
    const { node, lead, rest, list } = place
    const add = (text: string, heading?: string): void => {
      if (text.trim() === '') return
      lines.push({ text: lead + text.replaceAll('\n', `\n${rest}`), list, heading })
    }
    switch (node.nodeName) {
      case 'paragraph':
        add(inlineText(node))
        break
      case 'heading':
        add(`${'#'.repeat(levelOf(node))} ${inlineText(node)}`, plainText(node))
        break
      case 'codeBlock':
        add(`\`\`\`\n${plainText(node)}\n\`\`\``)
        break
      case 'table':
        add(tableText(node))
        break
      case 'file':
        add(attribute(node, 'name'))
        break
      case 'blockquote':
      case 'callout':
        open.push(...children(node, { lead: `${lead}> `, rest: `${rest}> `, list }))
        break
      case 'listItem':
      case 'taskItem':
        open.push(...itemParts(node, { lead, rest, list: list ?? node.parent }))
        break
      default:
        open.push(...children(node, { lead, rest, list: TIGHT.has(node.nodeName) ? (list ?? node) : list }))
    }
  }
  return joined(lines)
}

/** In reverse: the end of the list is taken next. Only the first has what leads in. */
function children(node: Y.XmlFragment, { lead, rest, list }: Omit<Place, 'node'>): Place[] {
  return node
    .toArray()
    .map((child, index) => ({ node: child, lead: index === 0 || isList(node) ? lead : rest, rest, list }))
    .reverse()
}

function isList(node: Y.XmlFragment): boolean {
  return node instanceof Y.XmlElement && TIGHT.has(node.nodeName)
}

function itemParts(item: Y.XmlElement, { lead, rest, list }: Omit<Place, 'node'>): Place[] {
  const parent = item.parent
  const index = parent instanceof Y.XmlElement ? parent.toArray().indexOf(item) : 0
  const ordered = parent instanceof Y.XmlElement && parent.nodeName === 'orderedList'
  const box = item.nodeName === 'taskItem' ? `[${attribute(item, 'checked') === 'true' ? 'x' : ' '}] ` : ''
  const sign = `${ordered ? `${index + 1}.` : '-'} `
  const inner = `${rest}${' '.repeat(sign.length)}`
  // Lists inside an entry begin with a line of their own; the words of the entry follow its sign.
  return children(item, { lead: inner, rest: inner, list }).map((place) =>
    place.node === item.get(0) ? { ...place, lead: `${lead}${sign}${box}` } : place,
  )
}

function joined(lines: readonly Line[]): ReturnType<typeof readMarkdown> {
  const headings: { at: number; text: string }[] = []
  let text = ''
  let last: Line | undefined
  for (const line of lines) {
    if (last) text += line.list !== undefined && line.list === last.list ? '\n' : '\n\n'
    if (line.heading !== undefined) headings.push({ at: text.length, text: line.heading })
    text += line.text
    last = line
  }
  return { text, headings }
}

function tableText(table: Y.XmlElement): string {
  const rows = elements(table).map((row) =>
    elements(row).map((cell) =>
      elements(cell).map(plainText).join(' ').replace(/\s+/g, ' ').replaceAll('|', '\\|').trim(),
    ),
  )
  const width = Math.max(1, ...rows.map(({ length }) => length))
  const line = (cells: readonly string[]): string =>
    `| ${Array.from({ length: width }, (_, at) => cells[at] ?? '').join(' | ')} |`
  const [head = [], ...rest] = rows
  return [line(head), line(Array.from({ length: width }, () => '---')), ...rest.map(line)].join('\n')
}

function elements(node: Y.XmlElement): Y.XmlElement[] {
  return node.toArray().filter((child) => child instanceof Y.XmlElement)
}

function levelOf(heading: Y.XmlElement): number {
  const level = Number(attribute(heading, 'level'))
  return level >= 1 && level <= 6 ? level : 1
}

function attribute(node: Y.XmlElement, name: string): string {
  const value: unknown = node.getAttribute(name)
  return value === undefined || value === null ? '' : String(value)
}

/** All words below a node, without their marks. */
function plainText(node: Y.XmlElement): string {
  const words: string[] = []
  const open: unknown[] = [node]
  while (open.length > 0) {
    const next = open.pop()
    if (next instanceof Y.XmlText)
      words.push(
        pieces(next)
          .map(({ text }) => text)
          .join(''),
      )
    else if (next instanceof Y.XmlElement) {
      if (next.nodeName === 'mention') words.push(mentionText(next.getAttributes()))
      else if (next.nodeName === 'hardBreak') words.push('\n')
      else open.push(...next.toArray().reverse())
    }
  }
  return words.join('')
}

function inlineText(node: Y.XmlElement): string {
  return node
    .toArray()
    .map((part) => {
      if (part instanceof Y.XmlText) return pieces(part).map(marked).join('')
      if (!(part instanceof Y.XmlElement)) return ''
      return part.nodeName === 'mention'
        ? mentionText(part.getAttributes())
        : part.nodeName === 'hardBreak'
          ? '\n'
          : ''
    })
    .join('')
}

type Piece = { text: string; marks: Record<string, unknown> }

function pieces(node: Y.XmlText): Piece[] {
  const delta: { insert?: unknown; attributes?: Record<string, unknown> }[] = node.toDelta()
  return delta.flatMap(({ insert, attributes = {} }) =>
    typeof insert === 'string' ? [{ text: insert, marks: attributes }] : [],
  )
}

/** Signs stand at the words, never at the spaces around them, where they would be read as signs of their own. */
function marked({ text, marks }: Piece): string {
  const [, before = '', words = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? []
  if (words === '') return text
  const sign = marks.code
    ? '`'
    : `${marks.bold ? '**' : ''}${marks.italic ? '*' : ''}${marks.strike ? '~~' : ''}`
  const said = sign + words + [...(sign.match(/\*\*|\*|~~|`/g) ?? [])].reverse().join('')
  const { link } = marks
  const href = typeof link === 'object' && link !== null && 'href' in link ? String(link.href) : ''
  return before + (href === '' ? said : `[${said}](${href})`) + after
}
