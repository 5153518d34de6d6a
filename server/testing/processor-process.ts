import { z } from 'zod'
import { processConfig } from '#server/platform/config/process-config.ts'
import { closeContext, createContext } from '#server/platform/context.ts'
import { newId } from '#server/platform/ids.ts'
import { createProcessor } from '#server/processing/process-task.ts'
import { loadLanguageModels } from './load-language-models.ts'

// A process that answers the texts it is given, several at a time, and stops in order. For tests that compare what processes
// counted with what they recorded.

const { workspaceId, texts, atOnce } = z
  .object({
    workspaceId: z.string(),
    texts: z.array(z.object({ text: z.string(), fresh: z.boolean() })),
    atOnce: z.number(),
  })
  .parse(JSON.parse(process.argv[2] ?? '{}'))

await loadLanguageModels()
const ctx = createContext(processConfig(), 'test processor')
const processor = createProcessor(ctx)

async function work(): Promise<void> {
  for (let next = texts.shift(); next; next = texts.shift()) {
    const source = { type: 'text', text: next.text } as const
    const request = { kind: 'keywords', source, count: 5 } as const
    const signal = new AbortController().signal
    await processor
      .run(
        { request, insert: false, fresh: next.fresh },
        {
          ...{ id: newId(), attempt: 1, workspaceId, userId: null, documentId: null, requestId: null },
          ...{ signal, timeoutMs: 30_000, report: () => {} },
        },
      )
      // A failure leaves its row too.
      .catch(() => {})
  }
}

await Promise.all(Array.from({ length: atOnce }, work))
await processor.close()
await closeContext(ctx)
process.exit(0)
