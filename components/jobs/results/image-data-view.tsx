import { MapPin } from 'lucide-react'
import type { ResultOf } from '#server/contracts/processing.ts'
import { byteWords } from '../../byte-words.ts'
import { FactList } from './fact-list.tsx'

/** EXIF's eight ways to lie, in words. */
const TURNS = [
  'upright',
  'mirrored',
  'upside down',
  'upside down, mirrored',
  'on its left side, mirrored',
  'on its right side',
  'on its right side, mirrored',
  'on its left side',
]

/** What a picture's file says of itself; where it was taken stands apart. */
export function ImageDataView({ result }: { result: ResultOf<'image-metadata'> }) {
  const { format, width, height, bytes, colourSpace, channels, depth, alpha, profile } = result
  const { frames, density, orientation, exif, location } = result
  return (
    <div className="flex flex-col gap-8">
      <div>
        <p className="display figures text-4xl">
          {width} × {height}
        </p>
        <p className="mt-1 text-soft">
          {format.toUpperCase()}, {byteWords(bytes)}, {((width * height) / 1_000_000).toFixed(1)} megapixels
        </p>
      </div>
      {location ? (
        <div className="flex max-w-2xl gap-3 border-warning border-l-2 bg-warning-wash px-4 py-3">
          <MapPin aria-hidden="true" size={16} className="mt-1 shrink-0 text-warning" />
          <div>
            <p className="font-medium">The file tells where it was taken</p>
            <p className="figures text-sm">
              {location.latitude.toFixed(5)}, {location.longitude.toFixed(5)}
            </p>
            <p className="mt-1 text-sm text-soft">
              Anyone who downloads it can read this. It is not put into the page; a converted copy does not
              hold it.
            </p>
          </div>
        </div>
      ) : null}
      <FactList
        facts={[
          ...(colourSpace ? [{ name: 'Colours', value: colourSpace }] : []),
          ...(channels
            ? [{ name: 'Channels', value: `${channels}${alpha ? ', with transparency' : ''}` }]
            : []),
          ...(depth ? [{ name: 'Depth', value: depth }] : []),
          { name: 'Colour profile', value: profile ? 'embedded' : 'none' },
          ...(density ? [{ name: 'Density', value: `${density} dpi` }] : []),
          ...(frames > 1 ? [{ name: 'Frames', value: String(frames) }] : []),
          ...(orientation ? [{ name: 'Held', value: TURNS[orientation - 1] ?? String(orientation) }] : []),
          { name: 'Place', value: location ? 'told, see above' : 'not told' },
        ]}
      />
      {exif.length > 0 ? (
        <div>
          <h2 className="eyebrow mb-2">Camera data</h2>
          <FactList facts={exif} />
        </div>
      ) : (
        <p className="text-muted">The file holds no camera data.</p>
      )}
    </div>
  )
}
