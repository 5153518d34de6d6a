// Makes the scans in e2e/fixtures/scans: pages of known text, turned, with noise and JPEG artefacts, and one of noise alone.
// The files are committed, because their making needs the font DejaVu Serif; run this again only to change them.
// node scripts/make-scan-fixtures.ts
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'

const FOLDER = path.resolve('e2e/fixtures/scans')
const PAPER = 244
const MARGIN = 90

const MINUTES = [
  'Minutes of the harbour committee',
  'The committee met on Tuesday, 14 May 2026, at half past nine in the old customs house. Nine of eleven members were present. The chair welcomed Ms Okafor, who will keep the accounts from June on.',
  'The repair of the northern quay was discussed at length. Two offers had arrived: one of 84,300 crowns with a guarantee of five years, and one of 79,950 crowns without any. The committee chose the first, because the last repair without a guarantee had failed after two winters.',
  'Mr Lindqvist reported that the new lamps save 38 percent of the electricity. He asked for another twelve of them along the fish market. The request was granted with one vote against.',
  'The next meeting takes place on Thursday, 2 July, in the same room. Questions for its agenda should reach the office ten days before.',
]
const NOTICE = [
  'Notice to all members',
  'The reading room stays closed from 3 to 17 August while the floor is renewed. Books that fall due in these weeks may be returned until the end of the month without a fee.',
  'Reserved volumes can be collected at the side entrance between eight and ten in the morning. Please bring your card and a bag, since parcels are not packed there.',
  'We apologise for the inconvenience and look forward to showing you a quieter room.',
]
const PROTOKOLL = [
  'Protokoll des Hafenausschusses',
  'Der Ausschuss tagte am Dienstag, dem 14. Mai 2026, um halb zehn im alten Zollhaus. Neun von elf Mitgliedern waren anwesend. Die Vorsitzende begrüßte Frau Okafor, die ab Juni die Bücher führt.',
  'Die Ausbesserung der nördlichen Kaimauer wurde ausführlich besprochen. Zwei Angebote lagen vor: eines über 84.300 Kronen mit fünf Jahren Gewähr und eines über 79.950 Kronen ohne jede. Der Ausschuss wählte das erste, weil die letzte Ausbesserung ohne Gewähr nach zwei Wintern versagt hatte.',
  'Herr Lindqvist berichtete, dass die neuen Leuchten 38 Prozent des Stroms sparen. Er bat um zwölf weitere für die Straße am Fischmarkt. Dem Gesuch wurde mit einer Gegenstimme entsprochen.',
]

/** Numbers from 0 to 1, the same at every run (Park and Miller 1988). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

/** Adds Gaussian noise (Box and Muller) to grey pixels. */
function addNoise(pixels: Buffer, deviation: number, random: () => number): void {
  for (let index = 0; index < pixels.length; index += 1) {
    const normal = Math.sqrt(-2 * Math.log(random() || 1e-9)) * Math.cos(2 * Math.PI * random())
    pixels[index] = Math.max(0, Math.min(255, Math.round((pixels[index] ?? 0) + normal * deviation)))
  }
}

async function page(paragraphs: readonly string[], points: number): Promise<Buffer> {
  const text = await sharp({
    text: {
      text: paragraphs.join('\n\n'),
      font: `DejaVu Serif ${points}`,
      dpi: 150,
      width: 1000,
      rgba: true,
    },
  })
    .png()
    .toBuffer()
  const { width, height } = await sharp(text).metadata()
  return await sharp({
    create: { width: width + 2 * MARGIN, height: height + 2 * MARGIN, channels: 3, background: paper() },
  })
    .composite([{ input: text, left: MARGIN, top: MARGIN }])
    .png()
    .toBuffer()
}

function paper(): { r: number; g: number; b: number } {
  return { r: PAPER, g: PAPER, b: PAPER }
}

async function scan(
  name: string,
  paragraphs: readonly string[],
  options: { points: number; degrees: number; deviation: number; quality: number; seed: number },
): Promise<void> {
  const { data, info } = await sharp(await page(paragraphs, options.points))
    .rotate(options.degrees, { background: paper() })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true })
  addNoise(data, options.deviation, seeded(options.seed))
  await sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } })
    .jpeg({ quality: options.quality })
    .toFile(path.join(FOLDER, `${name}.jpg`))
  await writeFile(path.join(FOLDER, `${name}.txt`), `${paragraphs.join('\n\n')}\n`)
}

async function noise(name: string): Promise<void> {
  const pixels = Buffer.alloc(500 * 400, 128)
  addNoise(pixels, 70, seeded(5))
  await sharp(pixels, { raw: { width: 500, height: 400, channels: 1 } })
    .jpeg({ quality: 60 })
    .toFile(path.join(FOLDER, `${name}.jpg`))
}

await scan('tilted-noisy', MINUTES, { points: 11, degrees: 7, deviation: 24, quality: 45, seed: 1 })
await scan('sideways', NOTICE, { points: 11, degrees: 92, deviation: 10, quality: 60, seed: 2 })
await scan('upside-down', NOTICE, { points: 10, degrees: 178, deviation: 10, quality: 60, seed: 3 })
await scan('german', PROTOKOLL, { points: 11, degrees: -4, deviation: 24, quality: 45, seed: 4 })
await noise('noise')
