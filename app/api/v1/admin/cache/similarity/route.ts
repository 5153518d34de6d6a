import { changeSimilarity } from '#server/cache/similarity/similarity-setting.ts'
import { ChangeSimilarity, SimilarityReport } from '#server/contracts/similarity.ts'
import { route } from '#server/http/route.ts'
import { readSimilarity } from '#server/processing/similarity/read-similarity.ts'

export const GET = route(
  {
    tag: 'Admin',
    summary: 'Read what likeness of instructions would have answered',
    description:
      'Measured in shadow by the embeddings model that a provider names; no answer is ever given by it. Rates of wrong hits come with Wilson’s interval at 95 %.',
    access: 'workspace-owner',
    limit: 'read',
    output: SimilarityReport,
  },
  ({ ctx, actor }) => readSimilarity(ctx, actor),
)

export const PUT = route(
  {
    tag: 'Admin',
    summary: 'Let instructions be compared in shadow, or not',
    description: 'Switched off, what was kept of instructions is removed; what was measured stays.',
    access: 'workspace-owner',
    limit: 'write',
    input: ChangeSimilarity,
    output: 'nothing',
  },
  ({ ctx, actor, input }) => changeSimilarity(ctx, actor, input),
)
