import type { DocumentBlock } from '#server/contracts/document-blocks.ts'
import type { MediaFile } from '#server/contracts/media-kinds.ts'
import type { ResultOf } from '#server/contracts/processing.ts'

/** A picture as results name it. */
export function sampleFile(attachmentId: string, name = 'a.webp'): MediaFile {
  return { attachmentId, name, mediaType: 'image/webp', bytes: 10, width: 40, height: 20 }
}

/** What reading a Word file or a PDF gives. */
export function sampleDocument(
  blocks: DocumentBlock[],
  changes: Partial<ResultOf<'read-pdf' | 'read-docx'>> = {},
): ResultOf<'read-pdf' | 'read-docx'> {
  return {
    kind: 'read-docx',
    title: null,
    blocks,
    words: 0,
    pages: null,
    images: [],
    leftOut: [],
    ...changes,
  }
}

/** What drawing a minute of sound gives. */
export function sampleWaveform(picture: MediaFile | null): ResultOf<'waveform'> {
  return { kind: 'waveform', seconds: 61, peaks: [0, 1], silence: 0.256, peakDecibels: -1, picture }
}
