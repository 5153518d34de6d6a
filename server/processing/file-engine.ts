import type { MediaKind } from '#server/contracts/media-kinds.ts'
import { engineVersion } from './engine-versions.ts'

/** Under which name and method a kind of file is worked on by this server itself. */
export function fileEngine(kind: Exclude<MediaKind, 'transcribe'>): { name: string; model: string } {
  return { name: 'built-in', model: engineVersion(kind) }
}
