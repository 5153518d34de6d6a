import { useQuery } from '@tanstack/react-query'
import { attachmentPath } from '#server/document-model/image-node.ts'
import { readBytes } from '../api-client.ts'

export type RecordingPeaks = {
  seconds: number
  /** The loudest sample of each stretch, 0 to 1. */
  peaks: number[]
}

const POINTS = 240
const TIMEOUT_MS = 60_000
// Decoded sound takes ten times the room of its file and more.
const DECODED_MOST = 12 * 1_048_576

/** A recording of the workspace as its browser hears it: its length, and how loud it is over it. An error where it cannot tell. */
export function useRecordingPeaks(file: { id: string; bytes: number } | null) {
  return useQuery({
    queryKey: ['recording-peaks', file?.id],
    enabled: file !== null,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    queryFn: async ({ signal }): Promise<RecordingPeaks> => {
      const path = attachmentPath(file?.id)
      if (!path || !file || file.bytes > DECODED_MOST) throw new Error('too large to be drawn')
      const bytes = await readBytes({ path, signal, timeoutMs: TIMEOUT_MS })
      // It is never played, so no permission to sound is asked for; 8 kHz are enough to see where it is loud.
      const sound = await new OfflineAudioContext(1, 1, 8_000).decodeAudioData(bytes)
      return { seconds: sound.duration, peaks: peaksOf(sound.getChannelData(0)) }
    },
  })
}

/** The loudest sample of each of some equal stretches. */
export function peaksOf(samples: Float32Array, points = POINTS): number[] {
  const count = Math.min(points, samples.length)
  return Array.from({ length: count }, (_, index) => {
    let peak = 0
    const end = Math.floor(((index + 1) * samples.length) / count)
    for (let at = Math.floor((index * samples.length) / count); at < end; at += 1)
      peak = Math.max(peak, Math.abs(samples[at] ?? 0))
    return Math.min(1, peak)
  })
}
