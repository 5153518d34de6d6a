import type { ResultOf } from '#server/contracts/processing.ts'
import { classNames } from '../../ui/class-names.ts'
import { ScanCheck } from './scan-check.tsx'

// Chosen by eye, not measured: print from a clean scan scores well above it, so that marks stay rare and mean something.
const DOUBTFUL = 0.7

/** What was read in an image, paragraph by paragraph, with how sure each is. */
export function Reading({ result }: { result: ResultOf<'ocr'> }) {
  if (result.blocks.length === 0) return <p className="text-lg text-soft">No text was found in the image.</p>
  return (
    <div className="flex flex-col gap-8">
      <div className="flex max-w-[66ch] flex-col gap-5">
        {result.blocks.map((block, index) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: paragraphs of a finished reading never move, and two may be alike
            key={index}
            className={classNames(
              'border-l-2 pl-4',
              block.confidence < DOUBTFUL ? 'border-warning' : 'border-hairline',
            )}
          >
            <p className="whitespace-pre-line font-serif text-lg leading-7">{block.text}</p>
            <p
              className={classNames(
                'figures mt-1 text-xs',
                block.confidence < DOUBTFUL ? 'text-warning' : 'text-muted',
              )}
            >
              {block.confidence < DOUBTFUL ? 'Check this against the image: ' : ''}
              {Math.round(block.confidence * 100)} % sure
            </p>
          </div>
        ))}
        {result.rotation === 0 ? null : (
          <p className="text-muted text-sm">
            The image was turned by {Math.round(result.rotation)}° before reading.
          </p>
        )}
      </div>
      {result.scan ? <ScanCheck scans={[result.scan]} /> : null}
    </div>
  )
}
