import { FENCE, ITEM, ROW, RULE, RULED } from '#server/document-model/markdown-blocks.ts'

/** Code, a table or a list of a text in Markdown, of which a piece alone would be read as other blocks. */
export type MarkdownFrame = {
  type: 'code' | 'table' | 'list'
  /** Where it begins, and where it ends with its last line. */
  start: number
  end: number
  /** Where its inner lines begin and end: between them it can be cut, at the end of a line. */
  from: number
  to: number
  /** Of a list, where its entries begin: only there it can be cut, since what stands below an entry would rise. */
  entries?: readonly number[]
  /** What a piece of it begins and ends with, to be read as the same block. */
  opening: string
  closing: string
}

/** The code, the tables and the lists of a text, in their order, as `markdownBlocks` reads them. */
export function framesIn(text: string): MarkdownFrame[] {
  const frames: MarkdownFrame[] = []
  const lines = linesOf(text)
  for (let at = 0; at < lines.length; ) {
    const frame = codeAt(text, lines, at) ?? tableAt(lines, at) ?? listAt(lines, at)
    if (frame) frames.push(frame)
    const end = frame?.end ?? 0
    at += 1
    while (frame && at < lines.length && (lines[at]?.start ?? end) < end) at += 1
  }
  return frames
}

/** The frame that a place lies inside of, where a cut would divide it. */
export function frameAround(frames: readonly MarkdownFrame[], at: number): MarkdownFrame | undefined {
  let [low, high] = [0, frames.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((frames[middle]?.end ?? at) <= at) low = middle + 1
    else high = middle
  }
  const frame = frames[low]
  return frame && at > frame.start ? frame : undefined
}

/** A piece of a text as a text of its own: with the frames whole again that it was cut out of. */
export function wholePiece(
  text: string,
  { start, end }: { start: number; end: number },
  frames: readonly MarkdownFrame[],
): string {
  const before = frameAround(frames, start)?.opening ?? ''
  const after = frameAround(frames, end)?.closing ?? ''
  const piece = text.slice(start, end)
  return before + (after === '' || piece.endsWith('\n') ? piece : `${piece}\n`) + after
}

type TextLine = { start: number; text: string }

function linesOf(text: string): TextLine[] {
  let start = 0
  return text.split('\n').map((line) => {
    const found = { start, text: line }
    start += line.length + 1
    return found
  })
}

function endOf({ start, text }: TextLine): number {
  return start + text.length
}

/** The first line from one on that fits; how many there are where none does. */
function firstFrom(lines: readonly TextLine[], from: number, fits: (text: string) => boolean): number {
  let at = from
  for (let line = lines[at]; line && !fits(line.text); line = lines[at]) at += 1
  return at
}

/** Without a closing line, code goes on to the end of the text. */
function codeAt(text: string, lines: readonly TextLine[], at: number): MarkdownFrame | undefined {
  const opening = lines[at]
  const found = FENCE.exec(opening?.text ?? '')
  const fence = found?.[1] ?? found?.[2]
  if (!opening || fence === undefined) return undefined
  const closing = lines[firstFrom(lines, at + 1, (line) => line.trimStart().startsWith(fence))]
  const indent = opening.text.slice(0, opening.text.indexOf(fence))
  return {
    ...{ type: 'code', start: opening.start, from: endOf(opening) + 1 },
    ...{ to: closing?.start ?? text.length, end: closing ? endOf(closing) : text.length },
    ...{ opening: `${opening.text}\n`, closing: indent + fence },
  }
}

/** Each piece of a table begins with the row that names its columns. */
function tableAt(lines: readonly TextLine[], at: number): MarkdownFrame | undefined {
  const [head, ruler] = [lines[at], lines[at + 1]]
  if (!head || !ruler || !ROW.test(head.text) || !RULED.test(ruler.text)) return undefined
  const next = firstFrom(lines, at + 2, (line) => !ROW.test(line) && !RULED.test(line))
  const last = lines[next - 1] ?? ruler
  return {
    ...{ type: 'table', start: head.start, from: endOf(ruler) + 1, to: endOf(last), end: endOf(last) },
    ...{ opening: `${head.text}\n${ruler.text}\n`, closing: '' },
  }
}

function listAt(lines: readonly TextLine[], at: number): MarkdownFrame | undefined {
  const first = lines[at]
  const own = first && signOf(first.text)
  if (!own) return undefined
  const entries: number[] = []
  let last = first
  for (let next = at; next < lines.length; next += 1) {
    const line = lines[next]
    if (!line) break
    const sign = signOf(line.text)
    const isEntry = sign !== undefined && sign.indent <= own.indent + 1
    if (isEntry && sign.sign !== own.sign) break
    if (isEntry) entries.push(line.start)
    else if (line.text.trim() === '' && !signOf(lines[next + 1]?.text ?? '')) break
    else if (!sign && line.text.trim() !== '' && (!/^\s{2,}\S/.test(line.text) || FENCE.test(line.text)))
      break
    last = line
  }
  const end = endOf(last)
  return {
    ...{ type: 'list', start: first.start, from: first.start, to: end, end, entries },
    opening: '',
    closing: '',
  }
}

function signOf(line: string): { indent: number; sign: string } | undefined {
  const [, indent = '', sign = ''] = (!RULE.test(line) && ITEM.exec(line)) || []
  return sign === '' ? undefined : { indent: indent.length, sign: sign.replace(/^\d+/, '') }
}
