import * as Y from 'yjs'
import { cutText } from '#server/contracts/cut-text.ts'
import {
  type DocumentBlock,
  FILLED_CELLS_MAX,
  type InlineRun,
  type ListEntry,
  widestRow,
} from '#server/contracts/document-blocks.ts'
import { MENTION_LABEL_MAX } from './mention-node.ts'
import { blockElement, setAttribute } from './page-content.ts'
import { isSafeHref } from './safe-links.ts'

/** The shared element of a block with marks. A link whose address may not stand in a page becomes plain text. */
export function richElement(block: DocumentBlock): Y.XmlElement {
  switch (block.type) {
    case 'paragraph':
      return withRuns('paragraph', block.content)
    case 'heading': {
      const element = withRuns('heading', block.content)
      setAttribute(element, 'level', block.level)
      return element
    }
    case 'quote':
      return quote(block)
    case 'code': {
      const element = withRuns('codeBlock', block.text === '' ? [] : [{ text: block.text }])
      if (block.language !== undefined) setAttribute(element, 'language', block.language)
      return element
    }
    case 'list':
      return list(block.items, block)
    case 'tasks':
      return withChildren(
        'taskList',
        block.items.map(({ content, checked }) => {
          const item = withChildren('taskItem', [withRuns('paragraph', content)])
          setAttribute(item, 'checked', checked)
          return item
        }),
      )
    case 'table':
      return table(block.rows, block.header)
    case 'image': {
      const element = new Y.XmlElement('image')
      setAttribute(element, 'attachmentId', block.attachmentId)
      setAttribute(element, 'alt', block.alt)
      if (block.width !== null) setAttribute(element, 'width', block.width)
      if (block.height !== null) setAttribute(element, 'height', block.height)
      return element
    }
  }
}

/** True for a block that editors of the first schema would delete from a pending result, where they expect text alone. */
export function needsPictures(block: DocumentBlock): boolean {
  return block.type === 'image'
}

function list(
  items: readonly ListEntry[],
  { ordered = false, start }: Pick<ListEntry, 'ordered' | 'start'>,
): Y.XmlElement {
  const element = withChildren(
    ordered ? 'orderedList' : 'bulletList',
    items.map((item) => {
      const paragraph = withRuns('paragraph', item.content)
      const inner = item.items?.length ? [list(item.items, item)] : []
      return withChildren('listItem', [paragraph, ...inner])
    }),
  )
  if (ordered && start !== undefined && start !== 1) setAttribute(element, 'start', start)
  return element
}

function quote({ content, callout }: Extract<DocumentBlock, { type: 'quote' }>): Y.XmlElement {
  const paragraphs = splitRuns(content, /\n{2,}/).map((runs) => withRuns('paragraph', runs))
  const element = withChildren(callout ? 'callout' : 'blockquote', paragraphs)
  if (callout) setAttribute(element, 'kind', callout)
  return element
}

/** Rows of one width: short ones are filled up with empty cells, and where those would be too many, long ones end in a shared cell. */
function table(rows: readonly (readonly InlineRun[])[][], header: boolean): Y.XmlElement {
  if (rows.length === 0) return blockElement({ type: 'paragraph', text: '' })
  const width = widthOf(rows)
  return withChildren(
    'table',
    rows.map((row, index) =>
      withChildren(
        'tableRow',
        Array.from({ length: width }, (_, column) =>
          withChildren(header && index === 0 ? 'tableHeader' : 'tableCell', [
            withRuns('paragraph', column === width - 1 ? sharedCell(row, column) : (row[column] ?? [])),
          ]),
        ),
      ),
    ),
  )
}

function widthOf(rows: readonly (readonly unknown[])[]): number {
  const widest = widestRow(rows)
  const own = rows.reduce((sum, { length }) => sum + length, 0)
  const most = Math.max(1, Math.floor(FILLED_CELLS_MAX / rows.length))
  return widest * rows.length - own > FILLED_CELLS_MAX ? Math.min(widest, most) : widest
}

/** What stands in a row from a column on, as one cell. */
function sharedCell(row: readonly (readonly InlineRun[])[], from: number): InlineRun[] {
  return row.slice(from).flatMap((runs, index) => [...(index > 0 ? [{ text: ' | ' }] : []), ...runs])
}

/** An element of runs; a line end in them is a break, except in code, whose text holds its own. */
function withRuns(name: string, runs: readonly InlineRun[]): Y.XmlElement {
  const lines = name === 'codeBlock' ? [[...runs]] : splitRuns(runs, '\n')
  const children = lines.flatMap((line, index) => [
    ...(index > 0 ? [new Y.XmlElement('hardBreak')] : []),
    ...inlineNodes(line),
  ])
  const element = new Y.XmlElement(name)
  if (children.length > 0) element.insert(0, children)
  return element
}

function splitRuns(runs: readonly InlineRun[], at: string | RegExp): InlineRun[][] {
  const lines: InlineRun[][] = [[]]
  for (const run of runs)
    for (const [index, text] of run.text.split(at).entries()) {
      if (index > 0) lines.push([])
      if (text !== '') lines.at(-1)?.push({ ...run, text })
    }
  return lines
}

/** Text for the runs between mentions, which are nodes of their own. */
function inlineNodes(runs: readonly InlineRun[]): (Y.XmlText | Y.XmlElement)[] {
  const nodes: (Y.XmlText | Y.XmlElement)[] = []
  let words: InlineRun[] = []
  for (const run of runs) {
    if (!run.mention) words.push(run)
    else {
      if (words.length > 0) nodes.push(textOf(words))
      nodes.push(mentionElement(run.text, run.mention))
      words = []
    }
  }
  return words.length > 0 ? [...nodes, textOf(words)] : nodes
}

/** A mention of a page holds no words: its title is for those who may open it. */
function mentionElement(text: string, { kind, targetId }: NonNullable<InlineRun['mention']>): Y.XmlElement {
  const element = new Y.XmlElement('mention')
  setAttribute(element, 'kind', kind)
  setAttribute(element, 'targetId', targetId)
  setAttribute(element, 'label', kind === 'page' ? '' : cutText(text.replace(/^@/, ''), MENTION_LABEL_MAX))
  return element
}

/** In one pass: put in by its place, each run would be looked for from the beginning of the text. */
function textOf(runs: readonly InlineRun[]): Y.XmlText {
  const text = new Y.XmlText()
  const delta = runs.map((run) => ({ insert: run.text, attributes: marksOf(run) }))
  // Unless told so, Yjs takes a line end away that is the last letter.
  text.applyDelta(delta, { sanitize: false })
  return text
}

/**
 * Every mark is named, absent ones as null: else text that is appended would take on those of the text before it. Code stands
 * with no other mark in the editor: it gives way to an address, and to nothing else.
 */
function marksOf({ bold, italic, underline, strike, code, href }: InlineRun): Record<string, unknown> {
  const link = isSafeHref(href) ? { href, target: '_blank', rel: 'noopener noreferrer nofollow' } : null
  const isCode = code === true && link === null
  return {
    bold: bold && !isCode ? {} : null,
    italic: italic && !isCode ? {} : null,
    underline: underline && !isCode ? {} : null,
    strike: strike && !isCode ? {} : null,
    code: isCode ? {} : null,
    link,
  }
}

function withChildren(name: string, nodes: Y.XmlElement[]): Y.XmlElement {
  const element = new Y.XmlElement(name)
  element.insert(0, nodes)
  return element
}
