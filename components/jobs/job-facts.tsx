import type { ReactNode } from 'react'
import type { ProcessAnswer } from '#server/contracts/processing.ts'
import { ConfidenceMeter } from './confidence-meter.tsx'
import { CACHE_WORDS, duration } from './job-words.ts'
import { ProviderPath } from './provider-path.tsx'

/** Where an answer comes from: how sure, who gave it, by which path, at what cost in time. */
export function JobFacts({ answer }: { answer: ProcessAnswer }) {
  return (
    <div className="flex flex-col gap-8">
      <Group title="Confidence">
        <ConfidenceMeter quality={answer.quality} />
      </Group>
      <Group title="Where it comes from">
        <p className="mb-4 text-sm text-soft">
          {CACHE_WORDS[answer.cache]}, in <span className="figures">{duration(answer.latencyMs)}</span>.
        </p>
        <ProviderPath path={answer.path} />
      </Group>
    </div>
  )
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="eyebrow mb-3">{title}</h2>
      {children}
    </section>
  )
}
