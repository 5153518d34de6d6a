import { openAsBlob } from 'node:fs'
import { strategyOf } from '#server/contracts/kind-strategies.ts'
import type { AttachmentFile } from '#server/documents/read-attachment.ts'
import { askInTurn } from '#server/recovery/ask-in-turn.ts'
import type { Candidate } from '#server/recovery/ask-provider.ts'
import { ChainFailure } from '#server/recovery/chain-failure.ts'
import type { Asked, ProvidersAsked } from '#server/recovery/run-chain.ts'
import type { CachedAnswer } from '../cached-answer.ts'
import { partialBlocks } from '../partial-result.ts'
import type { PartedJob } from '../parts/answer-in-parts.ts'
import { askParts, type PartQuestion } from '../parts/ask-parts.ts'
import {
  markSmaller,
  missingWords,
  partialQuality,
  plainAnswer,
  sumUpParts,
  ttlOfParts,
} from '../parts/put-together.ts'
import { runFileChild } from '../run-file-child.ts'
import { SoundParts } from '../sound/parts-child.ts'
import { secondsOfWav } from '../sound/seconds-of-wav.ts'
import { withTemporaryFolder } from '../with-temporary-folder.ts'
import { judgeTranscript } from './judge-transcript.ts'
import { type HeardPart, mergeTranscripts } from './merge-transcripts.ts'
import type { Recording } from './transcribe-candidates.ts'
import type { SoundPart } from './transcriber.ts'

/** A recording with who can transcribe a part of it. */
export type AskedRecording = {
  recording: Recording
  file: Pick<AttachmentFile, 'path' | 'mediaType' | 'bytes'>
  candidatesOf: (part: SoundPart) => Candidate<CachedAnswer>[]
  /** The provider that is asked first. */
  primary: string | undefined
  /** The key under which the answer to a stretch is cached. */
  keyOf: (start: number, end: number) => string
}
type Answer = Asked<CachedAnswer>

// Ten minutes at 16 kHz are 18 MiB: below the 25 MB that OpenAI and vLLM take, form included.
const PART_SECONDS = 600
const WHOLE_BYTES = 24 * 1_000_000
const CHILD = { timeoutMs: 180_000, memoryMb: 192 }

/**
 * Has a recording transcribed: whole where it is short, else in parts divided in pauses, and in parts of half the length where a
 * provider found one too long all the same. Throws `ChainFailure` as `askInTurn` does, and what the file's own faults are.
 */
export async function transcribeRecording(
  asked: AskedRecording,
  job: PartedJob,
  chain: ProvidersAsked,
): Promise<Answer> {
  const end = performance.now() + chain.budgetMs
  const smaller = strategyOf(chain.strategies, 'smaller-task')
  return await withTemporaryFolder(async (folder) => {
    let last: SoundParts | undefined
    let fullest: Answer | undefined
    for (let [seconds, halvings] = [PART_SECONDS, 0]; ; seconds /= 2, halvings += 1) {
      const divided = await divide(asked, folder, seconds, chain.deadline.signal)
      // What cannot be divided, or is short already, is as it was.
      const same = divided.parts.length === last?.parts.length
      last = divided
      const tried = chain.path.length
      const left = { ...chain, budgetMs: end - performance.now() }
      const { answer, failure } = await settled(askFor(asked, divided, job, left))
      if (halvings > 0) markSmaller(chain.path.slice(tried))
      if (answer && missingSeconds(answer) === 0) return answer
      // Shorter parts may find less: no time may be left for them.
      if (answer && (!fullest || missingSeconds(answer) < missingSeconds(fullest))) fullest = answer
      const tooLong = chain.path.slice(tried).some(({ fault }) => fault === 'too-long')
      const may = smaller && halvings < smaller.halvings && seconds / 2 >= smaller.least
      if (tooLong && may && !same && divided.parts[0]?.end !== null) continue
      if (fullest) return fullest
      throw failure
    }
  })
}

function missingSeconds({ value }: Answer): number {
  return value.parts?.missing.reduce((sum, { start, end }) => sum + Math.max(1, end - start), 0) ?? 0
}

async function divide(
  { file }: AskedRecording,
  folder: string,
  seconds: number,
  signal: AbortSignal,
): Promise<SoundParts> {
  // Nothing of it is decoded, so it needs no process of its own.
  const short = await secondsOfWav(file)
  if (short !== null && short <= seconds && file.bytes <= WHOLE_BYTES)
    return { seconds: short, parts: [{ file: null, start: 0, end: short }] }
  const child = new URL('../sound/parts-child.ts', import.meta.url)
  const decode = file.mediaType.startsWith('video/')
  const input = { file: file.path, folder, seconds, bytes: WHOLE_BYTES, decode }
  return await runFileChild(child, input, SoundParts, { ...CHILD, signal })
}

async function askFor(
  asked: AskedRecording,
  { seconds, parts }: SoundParts,
  job: PartedJob,
  chain: ProvidersAsked,
): Promise<Answer> {
  const soundOf = async ({ file, start, end }: SoundParts['parts'][number]): Promise<SoundPart> => ({
    bytes: await openAsBlob(file ?? asked.file.path),
    mediaType: file === null ? asked.file.mediaType : 'audio/wav',
    seconds: end === null ? null : end - start,
  })
  const { judge, retries, signal } = job
  const [only] = parts
  if (parts.length === 1 && only) {
    const providers = asked.candidatesOf(await soundOf(only))
    return await askInTurn({ ...chain, providers, judge, retries }, signal)
  }
  const questions = parts.map(
    ({ start, end }, index): PartQuestion => ({
      part: {
        ...{ part: index + 1, heading: null, begins: '', text: '', unit: 'seconds' },
        ...{ start: Math.floor(start), end: Math.floor(end ?? start) },
      },
      key: asked.keyOf(start, end ?? start),
    }),
  )
  const heard = new Map<number, HeardPart | undefined>()
  const outcomes = await askParts(questions, {
    ...{ ...chain, cache: job.cache, entry: job.entry, fresh: job.fresh, caller: signal },
    kept: new Map(job.kept.map(({ question, answer }) => [question, answer])),
    finished({ part, answer }, count) {
      heard.set(part.part, answer && { start: parts[part.part - 1]?.start ?? 0, answer })
      if (answer) {
        const { provider, model } = answer
        const blocks = () =>
          partialBlocks(mergeTranscripts(asked.recording, seconds, fromBeginning(heard)).result)
        job.show?.({ provider, model, blocks })
      }
      job.report(count, parts.length)
    },
    async askPart({ part }, forPart) {
      const own = parts[part.part - 1]
      const providers = own ? asked.candidatesOf(await soundOf(own)) : []
      return await askInTurn({ ...forPart, providers, judge, retries }, signal)
    },
  })
  const answered = outcomes.flatMap(({ part, key, answer }) => (answer ? [{ part, key, answer }] : []))
  const report = {
    total: parts.length,
    missing: outcomes.flatMap(({ part: { text: _, ...place }, ...outcome }) =>
      outcome.answer ? [] : [{ ...place, reason: outcome.reason }],
    ),
  }
  const { result, notes } = mergeTranscripts(
    asked.recording,
    seconds,
    answered.map(({ part, answer }) => ({ start: parts[part.part - 1]?.start ?? 0, answer })),
  )
  const sum = sumUpParts(answered)
  const missing = missingWords(report)
  const partial = missing !== undefined
  return {
    value: {
      ...sum,
      result,
      quality: partialQuality(judgeTranscript(result, seconds), report, seconds ?? 1),
      notes: [...notes, ...sum.notes],
      parts: report,
      ...(partial && {
        kept: answered.map(({ key, answer }) => ({ question: key, answer: plainAnswer(answer) })),
      }),
    },
    ttlMs: partial ? 0 : ttlOfParts(chain.strategies, answered, asked.primary),
    ...(missing !== undefined && { missing }),
  }
}

/** What was heard until the first stretch that nobody has finished yet: what is said later waits for it. */
function fromBeginning(heard: ReadonlyMap<number, HeardPart | undefined>): HeardPart[] {
  const parts: HeardPart[] = []
  for (let number = 1; heard.has(number); number += 1) parts.push(...[heard.get(number) ?? []].flat())
  return parts
}

async function settled(asking: Promise<Answer>): Promise<{ answer?: Answer; failure?: ChainFailure }> {
  try {
    return { answer: await asking }
  } catch (failure) {
    if (!(failure instanceof ChainFailure)) throw failure
    return { failure }
  }
}
