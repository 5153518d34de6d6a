import { rename } from './rename-element.ts'

const CODE_FONTS = /mono|consolas|courier|menlo|monaco/i

/**
 * Bold, italic and so on, where they are said by styles, and taken back where a style says that they are not meant: Google
 * Docs wraps all that it copies in a bold that is none.
 */
export function readMarks(body: HTMLElement): void {
  for (const bold of [...body.querySelectorAll('b, strong')])
    if (/font-weight\s*:\s*(normal|[1-4]00)\b/i.test(bold.getAttribute('style') ?? ''))
      bold.replaceWith(...bold.childNodes)
  for (const editor of [...body.querySelectorAll('div[style]')]) readCodeEditor(editor)
  for (const span of [...body.querySelectorAll('span[style], font[face]')]) {
    const style = (span.getAttribute('style') ?? '').toLowerCase()
    const inHeading = span.closest('h1, h2, h3, h4, h5, h6') !== null
    if (/font-weight\s*:\s*(bold|[6-9]00)/.test(style) && !inHeading) wrap(span, 'strong')
    if (/font-style\s*:\s*italic/.test(style)) wrap(span, 'em')
    if (/text-decoration[^;]*:[^;]*line-through/.test(style)) wrap(span, 's')
    if (/text-decoration[^;]*:[^;]*underline/.test(style) && !span.closest('a') && !span.querySelector('a'))
      wrap(span, 'u')
    const font = /font-family\s*:\s*([^;]*)/.exec(style)?.[1] ?? span.getAttribute('face') ?? ''
    if (CODE_FONTS.test(font) && !span.closest('pre, code')) wrap(span, 'code')
  }
  for (const other of [
    ...body.querySelectorAll(
      'span:not([data-type], [data-provenance]), font, small, big, ins, abbr, mark, o',
    ),
  ])
    other.replaceWith(...other.childNodes)
}

/** What a code editor copies: a box of one line a box, in the font of code. */
function readCodeEditor(box: Element): void {
  const style = (box.getAttribute('style') ?? '').toLowerCase()
  if (!/white-space\s*:\s*pre/.test(style) || !CODE_FONTS.test(style) || box.closest('pre')) return
  const lines = [...box.children].map((line) => (line.tagName === 'BR' ? '' : (line.textContent ?? '')))
  const code = box.ownerDocument.createElement('code')
  code.textContent = lines.length > 0 ? lines.join('\n') : box.textContent
  const pre = rename(box, 'pre')
  pre.replaceChildren(code)
}

function wrap(span: Element, name: string): void {
  const mark = span.ownerDocument.createElement(name)
  mark.append(...span.childNodes)
  span.append(mark)
}
