import type { DrawnPage, PdfAnswer, PdfFault, PdfQuestion } from './pdf-messages.ts'

const PATIENCE_MS = 20_000

/** A PDF that cannot be shown, and why. */
export class PdfError extends Error {
  override readonly name = 'PdfError'
  readonly fault: PdfFault
  constructor(fault: PdfFault) {
    super(`the PDF is ${fault}`)
    this.fault = fault
  }
}

/** A PDF in a worker of its own, until it is closed. */
export class OpenPdf {
  readonly #worker: Worker
  readonly #waiting = new Map<number, (answer: PdfAnswer['answer']) => void>()
  #last = 0
  pages = 0

  private constructor() {
    this.#worker = new Worker(new URL('./pdf-worker.ts', import.meta.url), { type: 'module' })
    this.#worker.onmessage = ({ data }: MessageEvent<PdfAnswer>) => this.#waiting.get(data.id)?.(data.answer)
    this.#worker.onerror = () => this.#fail('broken')
  }

  /** Throws `PdfError`. */
  static async open(bytes: ArrayBuffer): Promise<OpenPdf> {
    const pdf = new OpenPdf()
    const opened = await pdf.#ask({ bytes })
    if ('pages' in opened) pdf.pages = opened.pages
    return pdf
  }

  /** Draws a page, from 1, so many pixels wide; the bitmap is the caller's to close. Throws `PdfError`. */
  async draw(page: number, width: number): Promise<DrawnPage> {
    const drawn = await this.#ask({ page, width })
    if ('bitmap' in drawn) return drawn
    throw new PdfError('broken')
  }

  /** What is asked and not answered is given up. */
  close(): void {
    this.#fail('broken')
  }

  /** A reader that is still at work on what took too long answers nothing else: it ends with the first fault. */
  #fail(fault: PdfFault): void {
    this.#worker.terminate()
    for (const settle of this.#waiting.values()) settle({ fault })
  }

  async #ask(ask: PdfQuestion['ask']): Promise<Exclude<PdfAnswer['answer'], { fault: PdfFault }>> {
    const id = ++this.#last
    const timer = setTimeout(() => this.#fail('slow'), PATIENCE_MS)
    const answer = await new Promise<PdfAnswer['answer']>((resolve) => {
      this.#waiting.set(id, resolve)
      this.#worker.postMessage({ id, ask } satisfies PdfQuestion)
    })
    clearTimeout(timer)
    this.#waiting.delete(id)
    if (!('fault' in answer)) return answer
    this.#worker.terminate()
    throw new PdfError(answer.fault)
  }
}
