import path from 'node:path'
import sharp, { type Sharp } from 'sharp'
import type { PdfPicture } from './make-pdf.ts'

const FOLDER = path.resolve('e2e/fixtures/scans')

/** A scan of the browser tests as a picture of a PDF, turned by quarters. */
export async function scanPicture(name: string, turned = 0): Promise<PdfPicture> {
  return await greyPicture(sharp(path.join(FOLDER, `${name}.jpg`)).rotate(turned))
}

/** The top of a scan on a page of its own, its paper made white: a few lines, quick to read. */
export async function scanStrip(name: string, height: number): Promise<PdfPicture> {
  const image = sharp(path.join(FOLDER, `${name}.jpg`))
  const { width } = await image.metadata()
  const below = Math.round(width * Math.SQRT2) - height
  const soft = await image.extract({ left: 0, top: 0, width, height }).greyscale().png().toBuffer()
  const strip = await sharp(soft).linear(1.6, -100).png().toBuffer()
  return await greyPicture(sharp(strip).extend({ bottom: below, background: 'white' }))
}

async function greyPicture(image: Sharp): Promise<PdfPicture> {
  const { data, info } = await sharp(await image.png().toBuffer())
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, grey: data }
}
