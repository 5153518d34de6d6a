import type { ResultOf } from '#server/contracts/processing.ts'
import { FORMULA_WORDS } from '#server/contracts/result-words.ts'
import { counted } from '../../number-words.ts'
import { FactList } from './fact-list.tsx'

type Readability = ResultOf<'readability'>

const MEANING: Readonly<Record<Readability['level'], string>> = {
  'very easy': 'Conversation, or a book for children.',
  easy: 'A popular magazine; most adults read it without effort.',
  standard: 'Plain prose, as in a newspaper.',
  difficult: 'For readers who are used to long texts.',
  'very difficult': 'Academic or legal prose.',
}
const RADIUS = 42
const ARC = Math.PI * RADIUS

/** How hard the text is: a dial with its word, the counts behind it, the formulas, and the sentences that weigh most. */
export function ReadabilityView({ result }: { result: Readability }) {
  const { level, ease, grade, words, sentences, wordsPerSentence, readingMinutes, formulas, hardest } = result
  return (
    <div className="flex max-w-[66ch] flex-col gap-10">
      <div className="flex flex-wrap items-center gap-x-8 gap-y-4">
        <Dial ease={ease} level={level} />
        <div className="min-w-56 flex-1">
          <p className="display text-4xl first-letter:uppercase">{level}</p>
          <p className="mt-1 text-soft">
            {MEANING[level]}
            {grade === null ? '' : ` About ${counted(Math.max(0, Math.round(grade)), 'year')} of school.`}
          </p>
        </div>
      </div>
      <FactList
        facts={[
          { name: 'Words', value: words.toLocaleString('en') },
          { name: 'Sentences', value: sentences.toLocaleString('en') },
          { name: 'Words a sentence', value: String(wordsPerSentence) },
          {
            name: 'Reading time',
            value: readingMinutes < 1 ? 'under a minute' : `${Math.round(readingMinutes)} min`,
          },
          ...formulas.map(({ formula, value, note }) => ({
            name: FORMULA_WORDS[formula],
            value: String(value),
            ...(note && { note }),
          })),
        ]}
      />
      {hardest.length > 0 ? (
        <div>
          <h2 className="eyebrow mb-3">Hardest to read</h2>
          <ol className="flex flex-col gap-4">
            {hardest.map((sentence, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: sentences of a finished result never move, and two may be alike
              <li key={index} className="border-warning border-l-2 pl-4">
                <p className="font-serif text-lg leading-7">{sentence.text}</p>
                <p className="figures mt-1 text-muted text-xs">
                  {counted(sentence.words, 'word')}, {sentence.longWords} of them long
                </p>
              </li>
            ))}
          </ol>
        </div>
      ) : null}
    </div>
  )
}

/** A half circle from hard on the left to easy on the right. */
function Dial({ ease, level }: { ease: number; level: string }) {
  const angle = Math.PI * (1 - ease)
  return (
    <svg
      role="img"
      aria-label={`Ease of reading ${Math.round(ease * 100)} of 100: ${level}`}
      viewBox="0 0 100 63"
      className="w-44"
    >
      <path d="M 8 52 A 42 42 0 0 1 92 52" fill="none" stroke="var(--hairline)" strokeWidth="7" />
      <path
        d="M 8 52 A 42 42 0 0 1 92 52"
        fill="none"
        stroke="var(--accent)"
        strokeWidth="7"
        strokeDasharray={`${ARC * ease} ${ARC}`}
      />
      <circle
        cx={50 + RADIUS * Math.cos(angle)}
        cy={52 - RADIUS * Math.sin(angle)}
        r="5.5"
        fill="var(--paper)"
        stroke="var(--accent)"
        strokeWidth="2.5"
      />
      <text x="50" y="50" textAnchor="middle" fill="var(--ink)" fontSize="17" className="figures">
        {Math.round(ease * 100)}
      </text>
      <text x="8" y="60" textAnchor="middle" fill="var(--muted)" fontSize="6">
        hard
      </text>
      <text x="92" y="60" textAnchor="middle" fill="var(--muted)" fontSize="6">
        easy
      </text>
    </svg>
  )
}
