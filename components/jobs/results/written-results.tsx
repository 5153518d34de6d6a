import { pointsOf } from '#server/document-model/result-blocks.ts'

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

function paragraphs(text: string): string[] {
  return text.split(/\n{2,}/).filter((paragraph) => paragraph.trim() !== '')
}
