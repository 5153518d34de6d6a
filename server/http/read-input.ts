import type { z } from 'zod'
import type { FieldFault } from '#server/contracts/errors.ts'
import { AppError } from '#server/platform/errors.ts'
import type { PathParams } from './log-request.ts'

// The longest text of a job is 250,000 characters, up to six bytes each when escaped; this leaves room around it.
const JSON_MAX_BYTES = 2 * 1_048_576

/**
 * The JSON body of a request, parsed by its schema. Throws `unsupported-media` for another content type (a form of another
 * site can only send those), `too-large` past 2 MiB, and `invalid-input` naming every fault with its path.
 */
export async function readJson<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
): Promise<z.output<Schema>> {
  const type = request.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'application/json')
    throw new AppError('unsupported-media', 'The body must be JSON: send Content-Type application/json.')
  return parseInput(schema, parseJson(await readText(request)))
}

/** Query parameters by their schema. One that stands twice is a fault: two readers could each believe another. */
export function readQuery<Schema extends z.ZodType>(request: Request, schema: Schema): z.output<Schema> {
  const { searchParams } = new URL(request.url)
  const doubled = [...searchParams.keys()].filter((key, index, keys) => keys.indexOf(key) !== index)
  if (doubled.length > 0)
    throw invalidInput(doubled.map((path) => ({ path, message: 'Given more than once' })))
  return parseInput(
    schema,
    Object.fromEntries(Array.from(searchParams, ([key, value]) => [key, storable(key, value)])),
  )
}

/**
 * Path parameters by their schema. A value that cannot be an id answers like an id that is missing, so that neither tells
 * anything.
 */
export function readParams<Schema extends z.ZodType>(schema: Schema, given: PathParams): z.output<Schema> {
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  throw new AppError('not-found', 'There is nothing at this address.')
}

function parseInput<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw invalidInput(
    parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
  )
}

function invalidInput(faults: readonly FieldFault[]): AppError {
  const [first] = faults
  const only = faults.length === 1 && first ? `: ${first.path ? `${first.path}: ` : ''}${first.message}` : ''
  return new AppError(
    'invalid-input',
    only ? `The input has a fault${only}.` : `The input has ${faults.length} faults.`,
    { faults },
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, storable)
  } catch (cause) {
    throw new AppError('invalid-input', 'The body is not valid JSON.', { cause })
  }
}

/** A key `__proto__` is never meant well; PostgreSQL stores neither NUL nor half of a surrogate pair, in text or in JSON. */
function storable(key: string, value: unknown): unknown {
  if (key === '__proto__') return undefined
  return typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value
}

async function readText(request: Request): Promise<string> {
  const tooLarge = () => new AppError('too-large', 'The body is larger than 2 MiB, the limit.')
  if (Number(request.headers.get('content-length')) > JSON_MAX_BYTES) throw tooLarge()
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let bytes = 0
  let text = ''
  try {
    for await (const chunk of request.body ?? []) {
      bytes += chunk.byteLength
      if (bytes > JSON_MAX_BYTES) throw tooLarge()
      text += decoder.decode(chunk, { stream: true })
    }
    return text + decoder.decode()
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('invalid-input', 'The body could not be read: it was cut off, or is not UTF-8.', {
      cause,
    })
  }
}
