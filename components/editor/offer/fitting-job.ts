import { MEDIA_TYPES_OF, type MediaKind, needsFfmpeg } from '#server/contracts/media-kinds.ts'
import type { JobKinds } from '#server/contracts/processing.ts'

/** A job to offer on a file, in the words of a person who would ask for it. */
export type FittingJob = { kind: MediaKind; offer: string }

const OFFERS: readonly FittingJob[] = [
  { kind: 'ocr', offer: 'Read the text in this picture' },
  { kind: 'read-pdf', offer: 'Turn this PDF into blocks' },
  { kind: 'read-docx', offer: 'Turn this Word file into blocks' },
  { kind: 'transcribe', offer: 'Write down what is said' },
  { kind: 'waveform', offer: 'Draw how loud it is' },
]
// Nobody scans a stamp: smaller pictures are signs and smileys.
const SCAN_SIDE = 200

/**
 * The job that fits a file best of those that can be done now; undefined where none does.
 * @param able what this server can do; undefined where that is not known yet
 */
export function fittingJob(
  mediaType: string,
  able: Pick<JobKinds, 'needModel' | 'ffmpeg'> | undefined,
): FittingJob | undefined {
  return OFFERS.find(
    ({ kind }) =>
      MEDIA_TYPES_OF[kind].includes(mediaType) &&
      !able?.needModel.includes(kind) &&
      (able?.ffmpeg !== false || !needsFfmpeg(kind)),
  )
}

/** True for a recording that could be written down if there were a model for it, where nothing else is to be offered. */
export function lacksTranscriber(mediaType: string, able: Pick<JobKinds, 'needModel' | 'ffmpeg'>): boolean {
  return (
    MEDIA_TYPES_OF.transcribe.includes(mediaType) &&
    able.needModel.includes('transcribe') &&
    fittingJob(mediaType, able) === undefined
  )
}

/** Whether somebody who brings such a file may want a job on it. */
export function isWorthAnOffer({
  mediaType,
  width,
  height,
}: {
  mediaType: string
  width: number | null
  height: number | null
}): boolean {
  if (width !== null && height !== null && Math.max(width, height) < SCAN_SIDE) return false
  return fittingJob(mediaType, undefined) !== undefined
}
