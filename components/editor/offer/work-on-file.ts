import type { MediaKind } from '#server/contracts/media-kinds.ts'

/** Starts a job on a file of the page; resolves to its id, or undefined when it could not start. */
export type WorkOnFile = (kind: MediaKind, attachmentId: string) => Promise<string | undefined>
