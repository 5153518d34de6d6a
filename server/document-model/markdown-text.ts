import type { Fragment, Mark, Node } from '@tiptap/pm/model'
import { calloutKind } from './callout-node.ts'
import { attachmentPath } from './image-node.ts'
import { mentionText, pagePath } from './mention-node.ts'

const CALLOUT_WORDS = { note: 'NOTE', tip: 'TIP', warning: 'WARNING', danger: 'CAUTION' } as const

/**
 * Blocks as Markdown that reads back as the same blocks: CommonMark with the tables and task lists of GitHub, its callouts,
 * `<details>` for toggles and `<u>` for underlining. Cells of tables become one line each. What names a job or an agent as its source
 * stands in a `<span data-task>`, a code block in a `<div data-task>`, which readers of Markdown do not show; code with such words is a
 * `<pre>`. `linkTo` completes paths of
 * this server.
 */
export function markdownText(content: Fragment, linkTo: (path: string) => string = (path) => path): string {
  return blocks(content, linkTo).trimEnd()
}

type LinkTo = (path: string) => string

function blocks(content: Fragment, linkTo: LinkTo, between = '\n\n'): string {
  return content.content.map((node) => block(node, linkTo)).join(between)
}

function block(node: Node, linkTo: LinkTo): string {
  switch (node.type.name) {
    case 'paragraph':
      return atLineStart(inline(node.content, linkTo))
    case 'heading':
      return `${'#'.repeat(Number(node.attrs.level))} ${inline(node.content, linkTo).replaceAll('\\\n', ' ')}`
    case 'codeBlock':
      return withSource(node, holdsSource(node) ? codeElement(node) : fenced(node))
    case 'blockquote':
      return prefixed(blocks(node.content, linkTo), '> ')
    case 'callout':
      return prefixed(
        `[!${CALLOUT_WORDS[calloutKind(node.attrs.kind)]}]\n${blocks(node.content, linkTo)}`,
        '> ',
      )
    case 'toggle':
      return toggle(node, linkTo)
    case 'bulletList':
    case 'orderedList':
    case 'taskList':
      return list(node, linkTo)
    case 'listItem':
    case 'taskItem':
      return item(node, '- ', linkTo)
    case 'horizontalRule':
      return '---'
    case 'table':
      return table(node, linkTo)
    case 'image':
      return `![${escaped(String(node.attrs.alt ?? ''))}](${address(node, linkTo)})`
    case 'file':
      return `[${escaped(String(node.attrs.name ?? ''))}](${address(node, linkTo)})`
    default:
      return node.isInline ? inlineNode(node, linkTo) : blocks(node.content, linkTo)
  }
}

function address({ attrs }: Node, linkTo: LinkTo): string {
  const path = attachmentPath(attrs.attachmentId)
  return path ? linkTo(path) : ''
}

const TASK = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function withSource({ attrs }: Node, text: string): string {
  const { fromTask } = attrs
  if (typeof fromTask !== 'string' || !TASK.test(fromTask)) return text
  return `<div data-task="${fromTask}">\n\n${text}\n\n</div>`
}

function holdsSource(code: Node): boolean {
  return code.content.content.some(({ marks }) => marks.some(isSource))
}

/** Code of which some words name a source: between fences they could not. */
function codeElement(code: Node): string {
  const language = String(code.attrs.language ?? '').replace(/[^\w+#.-]/g, '')
  const words = code.content.content.map((node) => {
    const text = (node.text ?? '').replaceAll('&', '&amp;').replaceAll('<', '&lt;')
    const source = node.marks.find(isSource)
    return source ? `${opening(source)}${text}${closing(source)}` : text
  })
  return `<pre><code${language ? ` class="language-${language}"` : ''}>${words.join('')}</code></pre>`
}

function fenced(node: Node): string {
  const code = node.textContent
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${String(node.attrs.language ?? '')}\n${code}\n${fence}`
}

function toggle(node: Node, linkTo: LinkTo): string {
  const [first, ...rest] = node.content.content
  const summary = (first?.textContent ?? '').replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return [
    '<details>',
    `<summary>${summary}</summary>`,
    '',
    ...rest.map((one) => `${block(one, linkTo)}\n`),
    '</details>',
  ].join('\n')
}

function list(node: Node, linkTo: LinkTo): string {
  const start = Number(node.attrs.start ?? 1)
  return node.content.content
    .map((one, index) => item(one, node.type.name === 'orderedList' ? `${start + index}. ` : '- ', linkTo))
    .join('\n')
}

function item(node: Node, sign: string, linkTo: LinkTo): string {
  const box = node.type.name === 'taskItem' ? `[${node.attrs.checked === true ? 'x' : ' '}] ` : ''
  const [first, ...rest] = node.content.content
  const inner = [
    first ? block(first, linkTo) : '',
    ...rest.map((one) => (isList(one) ? '' : '\n') + block(one, linkTo)),
  ]
  return sign + box + inner.join('\n').replaceAll('\n', `\n${' '.repeat(sign.length)}`)
}

function isList(node: Node): boolean {
  return node.type.name.endsWith('List')
}

function table(node: Node, linkTo: LinkTo): string {
  const rows = node.content.content.map((row) =>
    row.content.content.map((cell) =>
      blocks(cell.content, linkTo, ' ')
        .replaceAll('\\\n', ' ')
        .replaceAll('\n', ' ')
        .replaceAll('|', '\\|')
        .trim(),
    ),
  )
  const width = Math.max(1, ...rows.map((row) => row.length))
  const line = (cells: readonly string[]) =>
    `| ${Array.from({ length: width }, (_, at) => cells[at] ?? '').join(' | ')} |`
  const [head = [], ...rest] = rows
  return [line(head), line(Array.from({ length: width }, () => '---')), ...rest.map(line)].join('\n')
}

function prefixed(text: string, sign: string): string {
  return text
    .split('\n')
    .map((line) => (sign + line).trimEnd())
    .join('\n')
}

const SIGNS: Readonly<Record<string, readonly [string, string]>> = {
  bold: ['**', '**'],
  italic: ['*', '*'],
  strike: ['~~', '~~'],
  underline: ['<u>', '</u>'],
}

/** Marks open and close around runs of text, the outer ones kept open as long as the runs share them. */
function inline(content: Fragment, linkTo: LinkTo): string {
  let text = ''
  let open: Mark[] = []
  const closeTo = (depth: number) => {
    const space = depth < open.length ? (/\s+$/.exec(text)?.[0] ?? '') : ''
    // A sign does not close after a space: the space goes behind it.
    text = text.slice(0, text.length - space.length)
    for (const mark of open.slice(depth).reverse()) text += closing(mark)
    text += space
    open = open.slice(0, depth)
  }
  for (const node of content.content) {
    const marks = node.marks.filter(isWritten).toSorted((a, b) => Number(isSource(b)) - Number(isSource(a)))
    let shared = 0
    for (const mark of open) {
      if (!marks[shared]?.eq(mark)) break
      shared++
    }
    closeTo(shared)
    const inner = inlineNode(node, linkTo)
    const lead = marks.length > shared ? (/^\s+/.exec(inner)?.[0] ?? '') : ''
    text += lead
    for (const mark of marks.slice(shared)) text += opening(mark)
    open = marks
    text += inner.slice(lead.length)
  }
  closeTo(0)
  return text
}

function isWritten(mark: Mark): boolean {
  return mark.type.name in SIGNS || mark.type.name === 'link' || isSource(mark)
}

/** Stands around all other signs: a sign of emphasis does not open between a letter and a tag. */
function isSource({ type, attrs }: Mark): boolean {
  return type.name === 'provenance' && TASK.test(String(attrs.taskId))
}

function opening(mark: Mark): string {
  if (mark.type.name === 'link') return '['
  return isSource(mark)
    ? `<span data-task="${String(mark.attrs.taskId)}">`
    : (SIGNS[mark.type.name]?.[0] ?? '')
}

function closing(mark: Mark): string {
  if (isSource(mark)) return '</span>'
  return mark.type.name === 'link'
    ? `](${String(mark.attrs.href ?? '')})`
    : (SIGNS[mark.type.name]?.[1] ?? '')
}

function inlineNode(node: Node, linkTo: LinkTo): string {
  if (node.type.name === 'hardBreak') return '\\\n'
  if (node.type.name === 'mention') {
    const path = node.attrs.kind === 'page' ? pagePath(node.attrs.targetId) : undefined
    return path ? `[page](${linkTo(path)})` : escaped(mentionText(node.attrs))
  }
  const text = node.text ?? ''
  if (!node.marks.some(({ type }) => type.name === 'code')) return escaped(text)
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const ticks = '`'.repeat(longest + 1)
  const space = text.startsWith('`') || text.endsWith('`') ? ' ' : ''
  return `${ticks}${space}${text}${space}${ticks}`
}

/** Only what would be read as a sign is escaped: 2 * 3, snake_case and a < b stay as they are. */
function escaped(text: string): string {
  return text
    .replace(/[\\`]/g, '\\$&')
    .replace(
      /\*(?=\S)|(?<=\S)\*|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|~~|\[|\]|<(?=[a-z/!])|&(?=#?\w+;)/giu,
      '\\$&',
    )
}

function atLineStart(text: string): string {
  return text
    .replace(/^(#{1,6}(?=\s)|[-+>](?=\s|$)|-{3,}$|={3,}$)/gm, '\\$1')
    .replace(/^(\d{1,9})([.)])(?=\s)/gm, '$1\\$2')
}
