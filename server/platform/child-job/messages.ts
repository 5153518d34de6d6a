import { z } from 'zod'
import { ERROR_CODES } from '#server/contracts/errors.ts'

/** Parent to child, once: what to run. */
export const ChildOrder = z.object({
  moduleUrl: z.url({ protocol: /^file$/ }),
  input: z.unknown(),
  maxOutputBytes: z.number().int().positive(),
})
export type ChildOrder = z.infer<typeof ChildOrder>

/** Child to parent: any number of `progress`, then one of the others. */
export const ChildMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), progress: z.unknown() }),
  z.object({ type: z.literal('result'), output: z.unknown() }),
  z.object({
    type: z.literal('error'),
    code: z.enum(ERROR_CODES),
    message: z.string(),
    retryable: z.boolean(),
    /** For operators: the stack of what was thrown. */
    cause: z.string(),
  }),
])
export type ChildMessage = z.infer<typeof ChildMessage>
