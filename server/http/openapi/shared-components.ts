import { ERROR_CODES, ERROR_STATUS, type ErrorCode } from '#server/contracts/errors.ts'
import { PROBLEM_TITLES } from '../problem-response.ts'
import type { OpenApiDocument, Response } from './openapi-document.ts'

type Components = OpenApiDocument['components']

const WHEN: Readonly<Record<ErrorCode, string>> = {
  'invalid-input': 'The input has faults; `faults` names each with its path.',
  'sign-in-required': 'No credential, or one that is no longer good. A key in the address is refused too.',
  forbidden: 'Not allowed for this person or key, or sent by another site.',
  'not-found': 'Nothing is there, or nothing that you may see: the two are told apart nowhere.',
  'method-not-allowed': 'The address exists, without this method. `Allow` names those that it has.',
  conflict: 'The state of things does not allow it now.',
  gone: 'It was there and is no longer.',
  'too-large': 'The body is larger than the limit, which the sentence names.',
  'unsupported-media': 'The body has a type that is not taken here.',
  'cannot-process': 'Understood, and still not possible.',
  'rate-limited': 'Too many requests. `Retry-After` says when to come back.',
  internal: 'A fault of the server, which is in its log under the request id.',
  'provider-failed': 'No provider answered.',
  unavailable:
    'The database cannot be reached at the moment. Nothing was changed; `Retry-After` says when to come back.',
  'timed-out': 'It took too long and was stopped.',
  'storage-full': 'The disk of the server is full.',
}

const WITH_RETRY: ReadonlySet<ErrorCode> = new Set(['rate-limited', 'unavailable'])

/** What operations refer to: problem answers, headers, the request id, and the two kinds of credential. */
export const SHARED_COMPONENTS: Omit<Components, 'schemas'> = {
  responses: Object.fromEntries(ERROR_CODES.map((code) => [code, problemAnswer(code)])),
  parameters: {
    'Idempotency-Key': {
      name: 'Idempotency-Key',
      in: 'header',
      description:
        'Your own name of this call, kept for 24 hours: sent again with the same content it gets the same answer and does nothing twice.',
      schema: { type: 'string', minLength: 1, maxLength: 200 },
      example: '9b1f0c3e-import-42',
    },
    'X-Request-Id': {
      name: 'X-Request-Id',
      in: 'header',
      description: 'Your own id of this call, which then stands in the answer and in every log line of it.',
      schema: { type: 'string', pattern: '^[A-Za-z0-9-]{8,64}$' },
    },
  },
  headers: {
    'X-Request-Id': {
      description: 'The id under which the server’s log tells of this call.',
      schema: { type: 'string' },
    },
    'Retry-After': { description: 'Seconds after which to try again.', schema: { type: 'integer' } },
    'WWW-Authenticate': {
      description: 'The kind of credential that is taken.',
      schema: { type: 'string' },
    },
    'Idempotency-Replayed': {
      description: '`true` when this is the answer that the call had before.',
      schema: { type: 'string' },
    },
    RateLimit: {
      description: 'What is left of the limit, and the seconds until it is whole again.',
      schema: { type: 'string' },
      example: '"read";r=599;t=60',
    },
    'RateLimit-Policy': {
      description: 'The limit that counts this call: requests and seconds.',
      schema: { type: 'string' },
      example: '"read";q=600;w=60',
    },
    Link: {
      description: 'The next page of the list, while there is one.',
      schema: { type: 'string' },
      example: '</api/v1/documents?cursor=WyIwMTk3…>; rel="next"',
    },
  },
  securitySchemes: {
    session: {
      ...{ type: 'apiKey', in: 'cookie', name: 'weft-session' },
      description: 'The cookie of a signed-in browser. Unsafe methods also need the Origin of this server.',
    },
    key: {
      ...{ type: 'http', scheme: 'bearer', bearerFormat: 'weft_…' },
      description:
        'An API key for one workspace. Scope `read`, or `write` (as its owner), or `agent` (adds what a person has to accept).',
    },
  },
}

function problemAnswer(code: ErrorCode): Response {
  return {
    description: WHEN[code],
    headers: {
      'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' },
      ...(WITH_RETRY.has(code) && { 'Retry-After': { $ref: '#/components/headers/Retry-After' } }),
      ...(code === 'sign-in-required' && {
        'WWW-Authenticate': { $ref: '#/components/headers/WWW-Authenticate' },
      }),
    },
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        example: {
          type: `urn:weft:problem:${code}`,
          title: PROBLEM_TITLES[code],
          status: ERROR_STATUS[code],
          detail: WHEN[code].replaceAll('`', ''),
          code,
          requestId: '0197a2c4-5d1e-7b3a-9f42-6c8d0e1f2a3b',
          retryable: WITH_RETRY.has(code) || code === 'internal' || code === 'timed-out',
          ...(code === 'invalid-input' && { faults: [{ path: 'title', message: 'A title is needed' }] }),
        },
      },
    },
  }
}
