/** What a page asks of the worker that reads a PDF: first to open it, then to draw a page of it, at most `width` pixels wide. */
export type PdfQuestion = { id: number; ask: { bytes: ArrayBuffer } | { page: number; width: number } }

/** `locked` asks for a password; `broken` is no PDF that can be shown; `slow` took longer than anybody waits. */
export type PdfFault = 'locked' | 'broken' | 'slow'

export type DrawnPage = { bitmap: ImageBitmap; text: string }

export type PdfAnswer = { id: number; answer: { pages: number } | DrawnPage | { fault: PdfFault } }
