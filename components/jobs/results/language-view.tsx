import type { ResultOf } from '#server/contracts/processing.ts'
import { languageName } from '#server/contracts/result-words.ts'
import { counted } from '../../number-words.ts'

/** The language as a word, how sure that is, and what else it might be. */
export function LanguageView({ result }: { result: ResultOf<'language'> }) {
  const { language, tooShort, letters, alternatives } = result
  const [first] = alternatives
  return (
    <div className="flex max-w-xl flex-col gap-6">
      <div>
        <p className="display text-4xl">
          {language ? languageName(language) : tooShort ? 'Too short to tell' : 'Not sure'}
        </p>
        <p className="mt-1 text-soft">
          {tooShort
            ? `${counted(letters, 'letter')} ${letters === 1 ? 'does' : 'do'} not tell a language; about 20 are needed.`
            : language
              ? `Told by ${counted(letters, 'letter')}.`
              : first
                ? `Most like ${languageName(first.language)}, but others come close.`
                : 'No known language is like this text.'}
        </p>
      </div>
      {alternatives.length > 0 ? (
        <ol className="flex flex-col" aria-label="Languages by likeness">
          {alternatives.map(({ language: other, share }) => (
            <li
              key={other}
              className="grid grid-cols-[1fr_7rem_3rem] items-center gap-4 border-hairline border-b py-2"
            >
              <span className="text-lg">{languageName(other)}</span>
              <svg aria-hidden="true" className="h-1 w-full" preserveAspectRatio="none" viewBox="0 0 100 1">
                <rect width="100" height="1" fill="var(--hairline)" />
                <rect width={share * 100} height="1" fill="var(--accent)" />
              </svg>
              <span className="figures text-right text-muted text-xs">{Math.round(share * 100)} %</span>
            </li>
          ))}
        </ol>
      ) : null}
    </div>
  )
}
