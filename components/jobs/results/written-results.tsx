import type { ResultOf } from '#server/contracts/processing.ts'
import { pointsOf } from '#server/document-model/result-blocks.ts'
import { classNames } from '../../ui/class-names.ts'

// Chosen by eye, not measured: print from a clean scan scores well above it, so that marks stay rare and mean something.
const DOUBTFUL = 0.7

/** A summary, set for reading. */
export function Prose({ text }: { text: string }) {
  return (
    <div className="flex max-w-[62ch] flex-col gap-4 font-serif text-xl leading-8">
      {paragraphs(text).map((paragraph, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: paragraphs of a finished summary never move, and two may be alike
        <p key={index}>{paragraph}</p>
      ))}
    </div>
  )
}

/** A summary as a list of its points. */
export function Points({ text }: { text: string }) {
  return (
    <ul className="flex max-w-[62ch] list-disc flex-col gap-3 pl-6 font-serif text-xl leading-8 marker:text-accent">
      {pointsOf(text).map((point, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: points of a finished summary never move, and two may be alike
        <li key={index}>{point}</li>
      ))}
    </ul>
  )
}

/** Keywords, each with its weight as a thread. */
export function Keywords({ keywords }: { keywords: readonly { term: string; weight: number }[] }) {
  return (
    <ol className="flex max-w-xl flex-col">
      {keywords.map(({ term, weight }) => (
        <li
          key={term}
          className="grid grid-cols-[1fr_8rem_2.5rem] items-center gap-4 border-hairline border-b py-2.5"
        >
          <span className="min-w-0 truncate font-serif text-lg">{term}</span>
          <svg aria-hidden="true" className="h-1 w-full" preserveAspectRatio="none" viewBox="0 0 100 1">
            <rect width="100" height="1" fill="var(--hairline)" />
            <rect width={weight * 100} height="1" fill="var(--accent)" />
          </svg>
          <span className="figures text-right text-muted text-xs">{Math.round(weight * 100)} %</span>
        </li>
      ))}
    </ol>
  )
}

/** What was read in an image, paragraph by paragraph, with how sure each is. */
export function Reading({ result }: { result: ResultOf<'ocr'> }) {
  if (result.blocks.length === 0) return <p className="text-lg text-soft">No text was found in the image.</p>
  return (
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
  )
}

function paragraphs(text: string): string[] {
  return text.split(/\n{2,}/).filter((paragraph) => paragraph.trim() !== '')
}
