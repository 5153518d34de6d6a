import { getDocument, type PDFDocumentProxy } from 'unpdf/pdfjs'
import { pageScale } from './page-scale.ts'
import type { PdfAnswer, PdfFault, PdfQuestion } from './pdf-messages.ts'

// Runs in a worker of its own: whatever a PDF makes its reader do, the page goes on, and a reader that takes too long is ended.

type Sheet = { canvas: OffscreenCanvas | null; context: OffscreenCanvasRenderingContext2D | null }

/** pdf.js makes its canvases by the document of a page, which a worker has not. */
class SheetFactory {
  create(width: number, height: number): Sheet {
    const canvas = new OffscreenCanvas(width, height)
    return { canvas, context: canvas.getContext('2d') }
  }
  reset({ canvas }: Sheet, width: number, height: number): void {
    if (canvas) Object.assign(canvas, { width, height })
  }
  destroy(sheet: Sheet): void {
    this.reset(sheet, 0, 0)
    Object.assign(sheet, { canvas: null, context: null })
  }
}

/** Filters are elements of SVG; a page without them lacks some shades at most. */
class NoFilters {
  addFilter = none
  addHCMFilter = none
  addAlphaFilter = none
  addLuminosityFilter = none
  addKnockoutFilter = none
  addHighlightHCMFilter = none
  destroy(): void {}
}
function none(): string {
  return 'none'
}

const PIXELS_MAX = 40_000_000
const TEXT_MAX = 100_000
let pdf: PDFDocumentProxy | undefined

async function open(bytes: ArrayBuffer): Promise<{ pages: number }> {
  pdf = await getDocument({
    data: new Uint8Array(bytes),
    CanvasFactory: SheetFactory,
    FilterFactory: NoFilters,
    // Fonts of the file are loaded into the worker; a standard font that is not in it is the system's.
    ownerDocument: { fonts: Reflect.get(self, 'fonts') } as HTMLDocument,
    maxImageSize: PIXELS_MAX,
    enableXfa: false,
    verbosity: 0,
  }).promise
  return { pages: pdf.numPages }
}

async function draw(number: number, width: number): Promise<{ bitmap: ImageBitmap; text: string }> {
  if (!pdf) throw new Error('no PDF is open')
  const page = await pdf.getPage(number)
  const viewport = page.getViewport({ scale: pageScale(page.getViewport({ scale: 1 }), width) })
  const canvas = new OffscreenCanvas(Math.ceil(viewport.width), Math.ceil(viewport.height))
  await page.render({ canvas: canvas as unknown as HTMLCanvasElement, viewport }).promise
  const { items } = await page.getTextContent()
  const text = items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('')
  page.cleanup()
  return { bitmap: canvas.transferToImageBitmap(), text: text.slice(0, TEXT_MAX) }
}

function faultOf(error: unknown): PdfFault {
  return error instanceof Error && error.name === 'PasswordException' ? 'locked' : 'broken'
}

function answer(message: PdfAnswer, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer })
}

self.onmessage = async ({ data: { id, ask } }: MessageEvent<PdfQuestion>) => {
  try {
    if ('bytes' in ask) return answer({ id, answer: await open(ask.bytes) })
    const drawn = await draw(ask.page, ask.width)
    answer({ id, answer: drawn }, [drawn.bitmap])
  } catch (error) {
    answer({ id, answer: { fault: faultOf(error) } })
  }
}
