import type { CacheChange, CacheKindFigures, CacheKindReport } from '#server/contracts/cache-advice.ts'
import { byteWords } from '../byte-words.ts'
import { duration } from '../jobs/job-words.ts'
import { counted } from '../number-words.ts'

const number = (value: number): string => value.toLocaleString('en')

/** The change as something to do: "Keep answers 3 times as long". */
export function doWords(change: CacheChange): string {
  switch (change.type) {
    case 'keep-longer':
      return `Keep answers ${change.times} times as long`
    case 'keep-none':
      return 'Keep no answers'
    case 'keep-larger':
      return `Keep answers of up to ${byteWords(change.bytes)}`
  }
}

/** The change as it is in force: "Answers are kept 3 times as long". */
export function doneWords(change: CacheChange): string {
  switch (change.type) {
    case 'keep-longer':
      return `Answers are kept ${change.times} times as long`
    case 'keep-none':
      return 'No answers are kept'
    case 'keep-larger':
      return `Answers of up to ${byteWords(change.bytes)} are kept`
  }
}

/** Why a change is advised, in the figures that it goes by. */
export function reasonWords({
  figures,
  advice,
}: Pick<CacheKindReport, 'figures'> & { advice: NonNullable<CacheKindReport['advice']> }): string {
  const { late, lookUps, hits, oversize } = figures
  switch (advice.change.type) {
    case 'keep-longer':
      return `${counted(late, 'answer was', 'answers were')} made anew though an earlier one had been there until shortly before. ${late === 1 ? 'It' : `${number(advice.moreHits)} of them`} would have come from the cache and saved ${duration(advice.moreSavedMs)} of computing.`
    case 'keep-none':
      return `Of ${counted(lookUps, 'look-up')} ${hits === 0 ? 'none' : number(hits)} found an answer: what is kept takes room and is not asked for again.`
    case 'keep-larger':
      return `${counted(oversize, 'answer was', 'answers were')} too large to be kept.`
  }
}

/** "12 % of 340 look-ups came from the cache", or that there were none. */
export function rateWords({ hits, lookUps }: Pick<CacheKindFigures, 'hits' | 'lookUps'>): string {
  return lookUps === 0
    ? 'nothing was looked up'
    : `${Math.round((hits / lookUps) * 100)} % of ${counted(lookUps, 'look-up')} came from the cache`
}
