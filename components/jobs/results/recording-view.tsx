import type { ResultOf } from '#server/contracts/processing.ts'
import { lengthWords } from '#server/contracts/result-words.ts'
import { byteWords } from '../../byte-words.ts'
import { FactList } from './fact-list.tsx'

/** What a recording's file says of itself. */
export function RecordingView({ result }: { result: ResultOf<'probe-media'> }) {
  const { container, seconds, bytes, bitRate, tracks, tags } = result
  return (
    <div className="flex flex-col gap-8">
      <div>
        <p className="display figures text-4xl">
          {seconds === null ? 'Length unknown' : lengthWords(seconds)}
        </p>
        <p className="mt-1 text-soft">
          {container}, {byteWords(bytes)}
          {bitRate ? `, ${Math.round(bitRate / 1000)} kbit/s` : ''}
        </p>
      </div>
      <div>
        <h2 className="eyebrow mb-2">Tracks</h2>
        <FactList
          facts={tracks.map(({ type, codec, detail, language }) => ({
            name: type.charAt(0).toUpperCase() + type.slice(1),
            value: [codec, detail, language].filter(Boolean).join(', '),
          }))}
        />
      </div>
      {tags.length > 0 ? (
        <div>
          <h2 className="eyebrow mb-2">Tags</h2>
          <FactList facts={tags} />
        </div>
      ) : null}
    </div>
  )
}
