import { ATTACHMENT_MAX_BYTES, type AttachmentView, INLINE_MEDIA_TYPES } from '#server/contracts/documents.ts'

/** For the chooser of images; the server looks at the bytes. */
export const IMAGE_ACCEPT = INLINE_MEDIA_TYPES.join(',')

const MIB = 1_048_576

/** Why a file cannot be uploaded, as a sentence that names the limit; undefined when it can be tried. */
export function refuseUpload(file: Pick<File, 'name' | 'size'>): string | undefined {
  if (file.size > ATTACHMENT_MAX_BYTES)
    return `${file.name} is ${(file.size / MIB).toFixed(1)} MiB. An upload may have at most ${ATTACHMENT_MAX_BYTES / MIB} MiB.`
  // What the browser hands over for a dropped folder is empty too.
  if (file.size === 0)
    return `${file.name} is empty, or a folder. Files with something in them can be uploaded.`
  return undefined
}

/** True for what stands in the page as an image; everything else stands there as a file. */
export function isImage({ mediaType }: Pick<AttachmentView, 'mediaType'>): boolean {
  return INLINE_MEDIA_TYPES.some((type) => type === mediaType)
}

/** A first description of an image, from its file's name: better than none until somebody writes a real one. */
export function altFromName(name: string): string {
  return name
    .replace(/\.[a-z0-9]{1,5}$/i, '')
    .replace(/[_-]+/g, ' ')
    .trim()
    .slice(0, 200)
}
