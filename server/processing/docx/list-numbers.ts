const NUMBERING = 'word/numbering.xml'
// Of a text that is larger, lists are not told apart: each has its own copy of what it is made of.
const LENGTH_MAX = 4_000_000
const MARK = /^weft:([na][^:]{0,60}):(\d{1,7})$/
const ATTRIBUTE = (name: string): RegExp => new RegExp(`\\sw:${name}="([^"<]{1,60})"`)

/** Which list an entry is counted in, and the number that it begins with. */
export type WordList = { list: string; start: number }

/** What `markLists` has noted of an entry's list; undefined where it could note nothing. */
export function listOfMark(mark: string | null | undefined): WordList | undefined {
  const [, list, start] = MARK.exec(mark ?? '') ?? []
  return list === undefined ? undefined : { list, start: Number(start) }
}

/**
 * Notes in the parts of a Word document which list each entry is counted in. Mammoth tells of an entry how deep it stands and that it
 * has a number, but not of which list, nor where that begins. So each list gets a definition of its own (`w:abstractNum`), whose levels
 * carry both as the name of their style. What is not written as Word writes it stays as it is.
 */
export function markLists(parts: ReadonlyMap<string, Buffer>): ReadonlyMap<string, Buffer> {
  const xml = parts.get(NUMBERING)?.toString('utf8')
  if (xml === undefined || !isWhole(xml)) return parts
  const marked = markedNumbering(xml)
  return marked.length > LENGTH_MAX ? parts : new Map([...parts, [NUMBERING, Buffer.from(marked, 'utf8')]])
}

/** True where each element that is looked for is closed, so that looking for its end takes no longer than the text. */
function isWhole(xml: string): boolean {
  return (
    xml.length <= LENGTH_MAX / 4 &&
    ['w:abstractNum', 'w:num', 'w:lvl', 'w:lvlOverride'].every(
      (name) => xml.split(new RegExp(`<${name}\\s`)).length === xml.split(`</${name}>`).length,
    )
  )
}

function markedNumbering(xml: string): string {
  const kinds = new Map(
    elementsOf(xml, 'w:abstractNum').map((kind) => [attributeOf(kind, 'abstractNumId'), kind]),
  )
  const copies: string[] = []
  let size = 0
  const renamed = replaceElements(xml, 'w:num', (num) => {
    const id = attributeOf(num, 'numId')
    const kindId = /<w:abstractNumId\sw:val="([^"<]{1,60})"/.exec(num)?.[1]
    const kind = kindId === undefined ? undefined : kinds.get(kindId)
    size += kind?.length ?? 0
    if (id === undefined || kindId === undefined || !kind || size > LENGTH_MAX) return num
    copies.push(copyFor(kind, num, { id, kindId }))
    return num.replace(/(<w:abstractNumId\sw:val=")[^"]*"/, (_, before: string) => `${before}weft-${id}"`)
  })
  return renamed.replace('</w:numbering>', () => `${copies.join('')}</w:numbering>`)
}

/** The definition of a list as its own: lists of one definition count on together, unless one begins anew. */
function copyFor(kind: string, num: string, { id, kindId }: { id: string; kindId: string }): string {
  const anew = new Map(
    elementsOf(num, 'w:lvlOverride').map((level) => [
      attributeOf(level, 'ilvl'),
      /<w:startOverride\sw:val="(\d{1,7})"/.exec(level)?.[1],
    ]),
  )
  const levels = replaceElements(kind, 'w:lvl', (level) => {
    const own = anew.get(attributeOf(level, 'ilvl'))
    const start = own ?? /<w:start\sw:val="(\d{1,7})"/.exec(level)?.[1] ?? '1'
    const mark = `<w:pStyle w:val="weft:${own === undefined ? `a${kindId}` : `n${id}`}:${start}"/></w:lvl>`
    return level.replace(/<w:pStyle\s[^>]*\/>/g, '').replace('</w:lvl>', () => mark)
  })
  return levels.replace(ATTRIBUTE('abstractNumId'), () => ` w:abstractNumId="weft-${id}"`)
}

function elementsOf(xml: string, name: string): string[] {
  return xml.match(elementPattern(name)) ?? []
}

function replaceElements(xml: string, name: string, change: (element: string) => string): string {
  return xml.replace(elementPattern(name), change)
}

function elementPattern(name: string): RegExp {
  return new RegExp(`<${name}\\s[\\s\\S]*?</${name}>`, 'g')
}

/** The attribute of an element's own tag. */
function attributeOf(element: string, name: string): string | undefined {
  return ATTRIBUTE(name).exec(element.slice(0, element.indexOf('>')))?.[1]
}
