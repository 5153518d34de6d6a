import { z } from 'zod'
import { DocumentBlock } from './document-blocks.ts'
import { Id } from './identifiers.ts'
import { OcrLanguage, ScanReading } from './scan-reading.ts'
import { CutMedia, SOUND_WAYS, TranscodeMedia } from './sound-work.ts'
import { TranscribeMedia } from './transcription.ts'

export const IMAGE_KINDS = ['ocr', 'convert-image', 'resize-image', 'thumbnail', 'image-metadata'] as const
export const FILE_KINDS = ['read-pdf', 'read-docx'] as const
export const SOUND_KINDS = ['transcribe', 'probe-media', 'waveform', 'cut-media', 'transcode'] as const
export const MEDIA_KINDS = [...IMAGE_KINDS, ...FILE_KINDS, ...SOUND_KINDS] as const
export type MediaKind = (typeof MEDIA_KINDS)[number]

const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/avif', 'image/tiff']
const AUDIO_TYPES = [
  'audio/mpeg',
  'audio/wav',
  'audio/ogg',
  'audio/opus',
  // As it was told of files that were uploaded before types were kept without their parameters.
  'audio/ogg; codecs=opus',
  'audio/flac',
  'audio/x-flac',
  'audio/aac',
  'audio/mp4',
  'audio/x-m4a',
  'audio/webm',
]
const VIDEO_TYPES = [
  'video/mp4',
  'video/webm',
  'video/quicktime',
  'video/matroska',
  'video/ogg',
  'video/x-m4v',
]
export const DOCX_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** What the bytes of an attachment must be for a kind of job; what they are is found out when it is uploaded. */
export const MEDIA_TYPES_OF: Readonly<Record<MediaKind, readonly string[]>> = {
  ocr: IMAGE_TYPES,
  'convert-image': IMAGE_TYPES,
  'resize-image': IMAGE_TYPES,
  thumbnail: IMAGE_TYPES,
  'image-metadata': IMAGE_TYPES,
  'read-pdf': ['application/pdf'],
  'read-docx': [DOCX_TYPE],
  transcribe: [...AUDIO_TYPES, ...VIDEO_TYPES],
  'probe-media': [...AUDIO_TYPES, ...VIDEO_TYPES],
  waveform: [...AUDIO_TYPES, ...VIDEO_TYPES],
  'cut-media': [...AUDIO_TYPES, ...VIDEO_TYPES],
  transcode: [...AUDIO_TYPES, ...VIDEO_TYPES],
}

const WITH_FFMPEG_ALONE: readonly string[] = ['probe-media', 'waveform', 'transcode']
/** Recordings that are cut by their bytes. */
export const CUT_BY_BYTES = ['audio/wav', 'audio/mpeg']

/** Whether a kind of job needs ffmpeg: for any file, or for one of this type. */
export function needsFfmpeg(kind: string, mediaType?: string): boolean {
  if (WITH_FFMPEG_ALONE.includes(kind)) return true
  return kind === 'cut-media' && mediaType !== undefined && !CUT_BY_BYTES.includes(mediaType)
}

const attachment = { attachmentId: Id }

/** Reads the text in an image that was uploaded to a page. */
export const OcrMedia = z.object({
  kind: z.literal('ocr'),
  ...attachment,
  language: OcrLanguage.default('eng'),
})

export const IMAGE_FORMATS = ['png', 'jpeg', 'webp', 'avif'] as const
export const ImageFormat = z.enum(IMAGE_FORMATS)
export type ImageFormat = z.infer<typeof ImageFormat>
export const IMAGE_SIDE_MAX = 10_000
const Side = z
  .number()
  .int()
  .min(1, 'At least 1 pixel')
  .max(IMAGE_SIDE_MAX, `At most ${IMAGE_SIDE_MAX} pixels`)

/** The same picture in another format. `quality` does nothing to PNG, which loses nothing. */
export const ConvertImage = z.object({
  kind: z.literal('convert-image'),
  ...attachment,
  format: ImageFormat,
  quality: z.number().int().min(1, 'At least 1').max(100, 'At most 100').default(80),
})
export const IMAGE_FITS = ['inside', 'cover', 'contain'] as const
/** Fitted into a box, never enlarged: `inside` keeps all, `cover` fills and crops, `contain` fills with empty margins. */
export const ResizeImage = z.object({
  kind: z.literal('resize-image'),
  ...attachment,
  width: Side,
  height: Side.optional(),
  fit: z.enum(IMAGE_FITS).default('inside'),
})
/** A square cut where the picture says most, as WebP. */
export const ThumbnailImage = z.object({
  kind: z.literal('thumbnail'),
  ...attachment,
  side: z.number().int().min(16, 'At least 16 pixels').max(1024, 'At most 1024 pixels').default(256),
})
/** What a picture's file says of itself. */
export const ImageMetadata = z.object({ kind: z.literal('image-metadata'), ...attachment })

export const PDF_PAGES_MAX = 200
/** Pages that have to be read from their pictures, each of which takes seconds, in one job. */
export const SCAN_PAGES_MAX = 30
/** Pages `from` to `to` of a PDF as blocks of a page, or as plain paragraphs; scanned ones are read in `language`. */
export const ReadPdf = z.object({
  kind: z.literal('read-pdf'),
  ...attachment,
  from: z.number().int().min(1, 'Pages begin with 1').max(100_000).default(1),
  to: z.number().int().min(1, 'Pages begin with 1').max(100_000).optional(),
  as: z.enum(['blocks', 'text']).default('blocks'),
  language: OcrLanguage.default('eng'),
})
/** A Word document (docx) as blocks of a page; its pictures become attachments where `images` is set. */
export const ReadDocx = z.object({
  kind: z.literal('read-docx'),
  ...attachment,
  images: z.boolean().default(true),
})

/** What a recording's file says of itself: length, tracks, codecs. */
export const ProbeMedia = z.object({ kind: z.literal('probe-media'), ...attachment })
/** The loudness of a recording over its length, at `points` places. */
export const WaveformMedia = z.object({
  kind: z.literal('waveform'),
  ...attachment,
  points: z.number().int().min(50, 'At least 50').max(1000, 'At most 1000').default(300),
})

export const ProcessMedia = z
  .discriminatedUnion('kind', [
    OcrMedia,
    ConvertImage,
    ResizeImage,
    ThumbnailImage,
    ImageMetadata,
    ReadPdf,
    ReadDocx,
    TranscribeMedia,
    ProbeMedia,
    WaveformMedia,
    CutMedia,
    TranscodeMedia,
  ])
  .refine((request) => request.kind !== 'read-pdf' || (request.to ?? request.from) >= request.from, {
    path: ['to'],
    message: 'Not before the first page',
  })
  .refine((request) => request.kind !== 'cut-media' || request.end > request.start, {
    path: ['end'],
    message: 'After the beginning',
  })
export type ProcessMedia = z.infer<typeof ProcessMedia>

export const OcrResult = z.object({
  kind: z.literal('ocr'),
  text: z.string(),
  /** Paragraphs in reading order, each with its mean word confidence, 0 to 1. */
  blocks: z.array(z.object({ text: z.string(), confidence: z.number().min(0).max(1) })),
  /** Degrees by which the image was turned before reading. */
  rotation: z.number(),
  /** The image and its words where they stand. */
  scan: ScanReading.optional(),
})

/** A file that stands with a page: the one that was worked on, or a new attachment that a job made. */
export const MediaFile = z.object({
  attachmentId: Id,
  name: z.string(),
  mediaType: z.string(),
  bytes: z.number().int(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
})
export type MediaFile = z.infer<typeof MediaFile>

/** A new picture beside the old one, which stays as it was. */
export const ImageResult = z.object({
  kind: z.literal(['convert-image', 'resize-image', 'thumbnail']),
  before: MediaFile,
  after: MediaFile,
})

/** A new recording beside the old one, which stays as it was. */
export const SoundFileResult = z.object({
  kind: z.literal(['cut-media', 'transcode']),
  before: MediaFile,
  after: MediaFile,
  /** Of the new file, in hexadecimal digits: who has it can tell whether it is the same. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** The length of the new recording. */
  seconds: z.number().min(0),
  /** Where it begins and ends in the old one, in seconds; null where it is all of it. */
  cut: z.object({ start: z.number().min(0), end: z.number().min(0) }).nullable(),
  way: z.enum(SOUND_WAYS),
})

const Fact = z.object({ name: z.string(), value: z.string() })
export const ImageMetadataResult = z.object({
  kind: z.literal('image-metadata'),
  format: z.string(),
  /** As it is shown, after the turn that `orientation` asks for. */
  width: z.number().int(),
  height: z.number().int(),
  bytes: z.number().int(),
  colourSpace: z.string().nullable(),
  channels: z.number().int().nullable(),
  depth: z.string().nullable(),
  alpha: z.boolean(),
  profile: z.boolean(),
  frames: z.number().int(),
  density: z.number().nullable(),
  /** EXIF orientation, 1 to 8. */
  orientation: z.number().int().nullable(),
  exif: z.array(Fact).max(100),
  /** Where the picture was taken, kept apart because it tells where people were; never put into a page. */
  location: z.object({ latitude: z.number(), longitude: z.number() }).nullable(),
})

/** Why a page of a PDF was read from its picture: it has no text layer, or one that cannot be trusted. */
export const SCAN_REASONS = ['no-text', 'bad-text'] as const
export const ScannedPage = ScanReading.extend({
  page: z.number().int(),
  reason: z.enum(SCAN_REASONS),
  /** Mean confidence of its words; 0 without any. */
  confidence: z.number().min(0).max(1),
})
export type ScannedPage = z.infer<typeof ScannedPage>

export const DOCUMENT_BLOCKS_MAX = 5_000
export const DOCUMENT_CHARACTERS_MAX = 400_000
export const DocumentResult = z.object({
  kind: z.literal(['read-pdf', 'read-docx']),
  title: z.string().nullable(),
  blocks: z.array(DocumentBlock).max(DOCUMENT_BLOCKS_MAX),
  words: z.number().int(),
  /** For a PDF: how many pages there are, which were read, and which of these hold a picture instead of text. */
  pages: z
    .object({
      total: z.number().int(),
      from: z.number().int(),
      to: z.number().int(),
      withoutText: z.array(z.number().int()),
    })
    .nullable(),
  /** Pictures found in the file, now attachments; for a scanned page, the picture that was read. */
  images: z.array(MediaFile.extend({ page: z.number().int().nullable() })),
  /** The pages that were read from their pictures, with their words where they stand. */
  scans: z.array(ScannedPage).optional(),
  /** What the file holds and the result does not, in words. */
  leftOut: z.array(z.string()),
})

export const ProbeResult = z.object({
  kind: z.literal('probe-media'),
  container: z.string(),
  seconds: z.number().nullable(),
  bytes: z.number().int(),
  bitRate: z.number().nullable(),
  tracks: z
    .array(
      z.object({
        type: z.enum(['audio', 'video', 'subtitle', 'other']),
        codec: z.string(),
        detail: z.string(),
        language: z.string().nullable(),
      }),
    )
    .max(64),
  tags: z.array(Fact).max(50),
})
export const WaveformResult = z.object({
  kind: z.literal('waveform'),
  seconds: z.number(),
  /** The loudest sample of each stretch, 0 to 1. */
  peaks: z.array(z.number().min(0).max(1)).max(1000),
  /** Share of the stretches that are below -50 dB. */
  silence: z.number().min(0).max(1),
  /** The loudest sample of all, in decibels below full scale. */
  peakDecibels: z.number().nullable(),
  /** The curve as a picture, a new attachment of the page. */
  picture: MediaFile.nullable(),
})
