import type { JSONContent } from '@tiptap/core'
import { isSafeHref } from '#server/document-model/safe-links.ts'

/** A line that only Markdown would begin like this. */
const BLOCK_SIGN = /^(#{1,4} |[-*+] |\d{1,6}[.)] |> |```|(-{3,}|\*{3,}|_{3,})\s*$)/m
// Every repetition is bounded: without its end, each sign would else search to the end of the text, in quadratic time.
const INLINE_SIGN = /(\*\*|__|~~)\S[^\n]{0,200}?\1|`[^`\n]{1,200}`|\[[^[\]\n]{1,200}\]\([^()\s]{1,2000}\)/

/** True when a pasted text looks as if its writer meant Markdown: better to miss some than to eat the stars of a plain text. */
export function looksLikeMarkdown(text: string): boolean {
  return BLOCK_SIGN.test(text) || INLINE_SIGN.test(text)
}

/**
 * Markdown as blocks of a page: headings, lists of one level with to-dos, quotes, fenced code, dividers, paragraphs; bold,
 * italic, strike, code and links inside. What it does not know (tables, HTML, nested lists, images) stays as the text it was.
 */
export function markdownBlocks(markdown: string): JSONContent[] {
  const lines = markdown.replace(/\r\n?/g, '\n').split('\n')
  const blocks: JSONContent[] = []
  let at = 0
  const line = () => lines[at] ?? ''
  const takeWhile = (fits: (text: string) => boolean): string[] => {
    const taken: string[] = []
    while (at < lines.length && fits(line())) taken.push(lines[at++] ?? '')
    return taken
  }
  while (at < lines.length) {
    const heading = /^(#{1,4}) +(.*?)(?: +#+)?$/.exec(line())
    if (line().trim() === '') at++
    else if (/^```/.test(line()))
      blocks.push(
        fence(
          lines[at++] ?? '',
          takeWhile((text) => !/^```\s*$/.test(text)),
          () => at++,
        ),
      )
    else if (heading) {
      at++
      blocks.push({ type: 'heading', attrs: { level: heading[1]?.length ?? 1 }, ...inline(heading[2] ?? '') })
    } else if (/^(-{3,}|\*{3,}|_{3,})\s*$/.test(line())) {
      at++
      blocks.push({ type: 'horizontalRule' })
    } else if (/^> ?/.test(line())) {
      const quoted = takeWhile((text) => /^> ?/.test(text)).map((text) => text.replace(/^> ?/, ''))
      blocks.push({ type: 'blockquote', content: [paragraph(quoted)] })
    } else if (TODO.test(line())) blocks.push(todoList(takeWhile((text) => TODO.test(text))))
    else if (BULLET.test(line()))
      blocks.push(
        list(
          'bulletList',
          takeWhile((text) => BULLET.test(text) && !TODO.test(text)),
          BULLET,
        ),
      )
    else if (NUMBER.test(line()))
      blocks.push(
        list(
          'orderedList',
          takeWhile((text) => NUMBER.test(text)),
          NUMBER,
        ),
      )
    else {
      const first = lines[at++] ?? ''
      blocks.push(paragraph([first, ...takeWhile((text) => text.trim() !== '' && !BLOCK_SIGN.test(text))]))
    }
  }
  return blocks
}

const TODO = /^\s*[-*+] +\[([ xX])\] +/
const BULLET = /^\s*[-*+] +/
const NUMBER = /^\s*\d{1,6}[.)] +/

function fence(opening: string, code: string[], skipClosing: () => void): JSONContent {
  skipClosing()
  const language = opening.replace(/^`+/, '').trim().slice(0, 40)
  const text = code.join('\n')
  return {
    type: 'codeBlock',
    attrs: { language: language || null },
    ...(text === '' ? {} : { content: [{ type: 'text', text }] }),
  }
}

function list(type: string, lines: readonly string[], sign: RegExp): JSONContent {
  return {
    type,
    content: lines.map((text) => ({ type: 'listItem', content: [paragraph([text.replace(sign, '')])] })),
  }
}

function todoList(lines: readonly string[]): JSONContent {
  return {
    type: 'taskList',
    content: lines.map((text) => ({
      type: 'taskItem',
      attrs: { checked: TODO.exec(text)?.[1]?.toLowerCase() === 'x' },
      content: [paragraph([text.replace(TODO, '')])],
    })),
  }
}

function paragraph(lines: readonly string[]): JSONContent {
  return { type: 'paragraph', ...inline(lines.map((text) => text.trim()).join(' ')) }
}

type Marks = NonNullable<JSONContent['marks']>

const INLINE =
  /`([^`\n]{1,200})`|\[([^[\]\n]{1,200})\]\(([^()\s]{1,2000})\)|(\*\*|__)(?=\S)(.{1,200}?)(?<=\S)\4|~~(?=\S)(.{1,200}?)(?<=\S)~~|(?<![\w*])\*(?=\S)([^*\n]{1,200}?)(?<=\S)\*(?![\w*])|(?<![\w_])_(?=\S)([^_\n]{1,200}?)(?<=\S)_(?![\w_])/g

function inline(text: string): Pick<JSONContent, 'content'> {
  const content = runs(text, [])
  return content.length > 0 ? { content } : {}
}

function runs(text: string, marks: Marks): JSONContent[] {
  const parts: JSONContent[] = []
  const plain = (value: string) => {
    if (value !== '') parts.push({ type: 'text', text: value, ...(marks.length > 0 ? { marks } : {}) })
  }
  let end = 0
  for (const match of text.matchAll(INLINE)) {
    const [whole, code, label, href, , bold, strike, star, dash] = match
    plain(text.slice(end, match.index))
    end = match.index + whole.length
    if (code !== undefined) parts.push({ type: 'text', text: code, marks: [{ type: 'code' }] })
    else if (label !== undefined && isSafeHref(href))
      parts.push(...runs(label, [...marks, { type: 'link', attrs: { href } }]))
    else if (bold !== undefined) parts.push(...runs(bold, [...marks, { type: 'bold' }]))
    else if (strike !== undefined) parts.push(...runs(strike, [...marks, { type: 'strike' }]))
    else if (star !== undefined || dash !== undefined)
      parts.push(...runs(star ?? dash ?? '', [...marks, { type: 'italic' }]))
    else plain(whole)
  }
  plain(text.slice(end))
  return parts
}
