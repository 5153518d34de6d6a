import { z } from 'zod'
import { Id } from './identifiers.ts'

/** The languages whose letters and words the recogniser knows, by ISO 639-3. */
export const OCR_LANGUAGES = ['eng', 'deu', 'fra', 'spa'] as const
export const OcrLanguage = z.enum(OCR_LANGUAGES)
export type OcrLanguage = z.infer<typeof OcrLanguage>
export const OCR_LANGUAGE_WORDS: Readonly<Record<OcrLanguage, string>> = {
  eng: 'English',
  deu: 'German',
  fra: 'French',
  spa: 'Spanish',
}

/** A word of less confidence than this is to be looked at by a person. */
export const SURE_WORD = 0.8

/** A part of the turned picture, in its pixels. */
export const ScanBox = z.object({
  left: z.number().int(),
  top: z.number().int(),
  width: z.number().int(),
  height: z.number().int(),
})
export type ScanBox = z.infer<typeof ScanBox>

/** A word as it was read, and where it stands. */
export const ScanWord = z.object({
  text: z.string(),
  confidence: z.number().min(0).max(1),
  box: ScanBox,
})
export type ScanWord = z.infer<typeof ScanWord>

/** A picture that was read, with its words where they stand. */
export const ScanReading = z.object({
  /** The attachment that holds the picture; null where none could be kept. */
  picture: Id.nullable(),
  /** Pixels of the picture as it is shown, before the turn. */
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  /** Degrees by which it was turned clockwise, about its middle, before reading. */
  rotation: z.number(),
  words: z.array(ScanWord),
})
export type ScanReading = z.infer<typeof ScanReading>

/** The smallest upright box around a picture that is turned about its middle: what the places of words are counted in. */
export function turnedSize({ width, height, rotation }: Pick<ScanReading, 'width' | 'height' | 'rotation'>): {
  width: number
  height: number
} {
  const radians = (rotation * Math.PI) / 180
  const [sine, cosine] = [Math.abs(Math.sin(radians)), Math.abs(Math.cos(radians))]
  return { width: width * cosine + height * sine, height: width * sine + height * cosine }
}
