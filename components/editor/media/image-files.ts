import { ATTACHMENT_MAX_BYTES, INLINE_MEDIA_TYPES } from '#server/contracts/documents.ts'

/** For the file chooser; the server looks at the bytes. */
export const IMAGE_ACCEPT = INLINE_MEDIA_TYPES.join(',')

const MIB = 1_048_576

/** Why a file cannot become an image of the page, as a sentence that names the limit; undefined when it can be tried. */
export function refuseImage(file: Pick<File, 'name' | 'type' | 'size'>): string | undefined {
  if (!INLINE_MEDIA_TYPES.some((type) => type === file.type))
    return `${file.name} cannot stand in a page. Images of type PNG, JPEG, GIF, WebP and AVIF can.`
  if (file.size > ATTACHMENT_MAX_BYTES)
    return `${file.name} is ${(file.size / MIB).toFixed(1)} MiB. An upload may have at most ${ATTACHMENT_MAX_BYTES / MIB} MiB.`
  if (file.size === 0) return `${file.name} is empty.`
  return undefined
}

/** A first description of an image, from its file's name: better than none until somebody writes a real one. */
export function altFromName(name: string): string {
  return name
    .replace(/\.[a-z0-9]{1,5}$/i, '')
    .replace(/[_-]+/g, ' ')
    .trim()
    .slice(0, 200)
}
