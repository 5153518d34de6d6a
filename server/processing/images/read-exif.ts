import ExifReader from 'exifreader'
import { cutText } from '#server/contracts/cut-text.ts'
import { plainLine } from '#server/contracts/plain-line.ts'

type ExifFacts = {
  facts: { name: string; value: string }[]
  location: { latitude: number; longitude: number } | null
  damaged: boolean
}

// What people look for first stands first; what is left comes in the order of the file.
const FIRST = [
  'DateTimeOriginal',
  'Make',
  'Model',
  'LensModel',
  'ExposureTime',
  'FNumber',
  'ISOSpeedRatings',
  'FocalLength',
]
// Offsets and binary stuff that tell people nothing.
const SILENT =
  /^(?:undefined|MakerNote|UserComment|.*Pointer|.*IFD.*|Padding|OffsetSchema|JPEGInterchange.*|ComponentsConfiguration|PrintImageMatching)/i
const FACTS_MAX = 100
const VALUE_MAX = 200
const HEADER = 'Exif\0\0'

/** The facts in an image's EXIF block, in words, with the place kept apart. Never throws: a damaged block is said to be so. */
export function readExif(block: Buffer | undefined): ExifFacts {
  if (!block || block.length === 0) return { facts: [], location: null, damaged: false }
  const tiff = block.subarray(block.toString('latin1', 0, 6) === HEADER ? 6 : 0)
  try {
    const { exif = {}, gps } = ExifReader.load(tiff, { expanded: true })
    const facts = Object.entries(exif)
      .filter(([name]) => !SILENT.test(name) && !name.startsWith('GPS'))
      .map(([name, tag]) => ({ name, value: wordsOf(tag) }))
      .filter(({ value }) => value !== '' && value !== '[object Object]')
      .sort((a, b) => rank(a.name) - rank(b.name))
      .slice(0, FACTS_MAX)
      .map(({ name, value }) => ({ name: inWords(name), value }))
    const { Latitude: latitude, Longitude: longitude } = gps ?? {}
    const known = Number.isFinite(latitude) && Number.isFinite(longitude)
    const location =
      known && latitude !== undefined && longitude !== undefined ? { latitude, longitude } : null
    return { facts, location, damaged: false }
  } catch {
    // The block belongs to the file, not to us: what cannot be read is left out, and the result says so.
    return { facts: [], location: null, damaged: true }
  }
}

function wordsOf(tag: unknown): string {
  const text = typeof tag === 'object' && tag && 'description' in tag ? String(tag.description) : ''
  return cutText(plainLine(text), VALUE_MAX)
}

function rank(name: string): number {
  const place = FIRST.indexOf(name)
  return place < 0 ? FIRST.length : place
}

/** "DateTimeOriginal" as "Date time original". */
function inWords(name: string): string {
  const words = plainLine(name)
    .slice(0, 60)
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .split(' ')
    .map((word) => (/^[A-Z]{2,}/.test(word) ? word : word.toLowerCase()))
    .join(' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
