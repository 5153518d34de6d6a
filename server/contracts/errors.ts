import { z } from 'zod'

/**
 * The closed list of what can go wrong, with the HTTP status that each code answers. `as const satisfies` makes a code
 * without a status, or a status without a code, a compile error.
 */
export const ERROR_STATUS = {
  'invalid-input': 400,
  'sign-in-required': 401,
  forbidden: 403,
  'not-found': 404,
  'method-not-allowed': 405,
  conflict: 409,
  gone: 410,
  'too-large': 413,
  'unsupported-media': 415,
  'cannot-process': 422,
  'rate-limited': 429,
  internal: 500,
  'provider-failed': 502,
  unavailable: 503,
  'timed-out': 504,
  'storage-full': 507,
} as const satisfies Record<string, number>

export type ErrorCode = keyof typeof ERROR_STATUS

export const ERROR_CODES = Object.keys(ERROR_STATUS) as [ErrorCode, ...ErrorCode[]]

/** One fault in what the caller sent: where it is (`title`, `source.text`) and what is allowed there. */
export const FieldFault = z.object({ path: z.string(), message: z.string() })
export type FieldFault = z.infer<typeof FieldFault>

/** RFC 9457 problem details with our extension members; the body of every answer that is not a success. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().describe('One sentence that a person can act on'),
  code: z.enum(ERROR_CODES),
  requestId: z.string(),
  retryable: z.boolean(),
  faults: z.array(FieldFault).optional(),
})
export type Problem = z.infer<typeof Problem>
