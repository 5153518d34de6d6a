import type { z } from 'zod'
import type { OcrMedia, ProcessMedia } from '#server/contracts/media-kinds.ts'
import type { AttachmentFile } from '#server/documents/read-attachment.ts'
import type { Context } from '#server/platform/context.ts'
import type { CachedAnswer } from './cached-answer.ts'
import { readDocx } from './docx/read-docx.ts'
import { fileEngine } from './file-engine.ts'
import type { FileJob } from './file-job.ts'
import { makeImage } from './images/make-image.ts'
import { readImageMetadata } from './images/read-image-metadata.ts'
import { readImage } from './ocr/read-image.ts'
import { readPdf } from './pdf/read-pdf.ts'
import type { Remember } from './remember.ts'
import type { FileAnswer } from './run-file-child.ts'
import { drawWaveform } from './sound/draw-waveform.ts'
import { makeSound } from './sound/make-sound.ts'
import { probeMedia } from './sound/probe-media.ts'

/** What this server works on by itself. */
type EngineRequest = Exclude<ProcessMedia, { kind: 'transcribe' }>

/** Works on a file, each kind in a process of its own with limits. Throws what the file's own faults are. */
export async function answerFile(
  ctx: Context,
  { request, file }: { request: EngineRequest; file: AttachmentFile },
  job: FileJob,
  signal: AbortSignal,
  remember: Remember,
): Promise<CachedAnswer> {
  const found = await (() => {
    switch (request.kind) {
      case 'ocr':
        return readOwnImage(request, file, signal, job)
      case 'convert-image':
      case 'resize-image':
      case 'thumbnail':
        return makeImage(ctx, { request, file, job, signal })
      case 'image-metadata':
        return readImageMetadata(file, signal)
      case 'read-pdf':
        return readPdf(ctx, { request, file, job, signal }, remember)
      case 'read-docx':
        return readDocx(ctx, { request, file, job, signal })
      case 'probe-media':
        return probeMedia(file, signal)
      case 'waveform':
        return drawWaveform(ctx, { request, file, job, signal })
      case 'cut-media':
      case 'transcode':
        return makeSound(ctx, { request, file, job, signal })
    }
  })()
  const { name, model } = fileEngine(request.kind)
  return { ...found, provider: name, model }
}

/** What stands in an image of the page, which its words are shown on. */
async function readOwnImage(
  { language }: z.infer<typeof OcrMedia>,
  { path, id }: AttachmentFile,
  signal: AbortSignal,
  { report }: FileJob,
): Promise<FileAnswer> {
  const { result, ...found } = await readImage({ path, language }, signal, report)
  return { ...found, result: { ...result, scan: { ...result.scan, picture: id } } }
}
