import type { ProcessMedia } from '#server/contracts/media-kinds.ts'
import type { Context } from '#server/platform/context.ts'
import type { CachedAnswer } from './cached-answer.ts'
import { readDocx } from './docx/read-docx.ts'
import type { FileJob } from './file-job.ts'
import { makeImage } from './images/make-image.ts'
import { readImageMetadata } from './images/read-image-metadata.ts'
import { readImage } from './ocr/read-image.ts'
import { readPdf } from './pdf/read-pdf.ts'
import type { FileSource } from './resolve-source.ts'
import { drawWaveform } from './sound/draw-waveform.ts'
import { probeMedia } from './sound/probe-media.ts'

const BUILT_IN = 'built-in'
/** What works on each kind, with a version that is part of cache keys: raise it when results change. */
const ENGINES: Readonly<Record<ProcessMedia['kind'], string>> = {
  ocr: 'tesseract-7-eng-best-int-2',
  'convert-image': 'sharp-0.35-1',
  'resize-image': 'sharp-0.35-1',
  thumbnail: 'sharp-0.35-1',
  'image-metadata': 'sharp-exif-1',
  'read-pdf': 'pdfjs-layout-1',
  'read-docx': 'mammoth-1.13-2',
  'probe-media': 'ffprobe-1',
  waveform: 'ffmpeg-peaks-1',
}

/** Under which name and method a kind of file is worked on. */
export function fileEngine(kind: ProcessMedia['kind']): { name: string; model: string } {
  return { name: BUILT_IN, model: ENGINES[kind] }
}

/** Works on a file, each kind in a process of its own with limits. Throws what the file's own faults are. */
export async function answerFile(
  ctx: Context,
  source: FileSource,
  job: FileJob,
  signal: AbortSignal,
): Promise<CachedAnswer> {
  const { request, file } = source
  const found = await (() => {
    switch (request.kind) {
      case 'ocr':
        return readImage(file.path, signal, job.report)
      case 'convert-image':
      case 'resize-image':
      case 'thumbnail':
        return makeImage(ctx, { request, file, job, signal })
      case 'image-metadata':
        return readImageMetadata(file, signal)
      case 'read-pdf':
        return readPdf(ctx, { request, file, job, signal })
      case 'read-docx':
        return readDocx(ctx, { request, file, job, signal })
      case 'probe-media':
        return probeMedia(file, signal)
      case 'waveform':
        return drawWaveform(ctx, { request, file, job, signal })
    }
  })()
  return { ...found, provider: BUILT_IN, model: ENGINES[request.kind] }
}
