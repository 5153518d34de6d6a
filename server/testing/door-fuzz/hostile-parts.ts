import * as encoding from 'lib0/encoding'
import type { RawContent } from './raw-update.ts'

export type Random = () => number

export function below(random: Random, end: number): number {
  return Math.floor(random() * end)
}

export function pick<T>(random: Random, [first, ...rest]: readonly [T, ...T[]]): T {
  const index = below(random, rest.length + 1)
  return index === 0 ? first : (rest[index - 1] ?? first)
}

/** Numbers at which something ends: of a byte, of 7, 14, 28, 31, 32 and 53 bits. */
export const EDGES = [
  0,
  1,
  2,
  127,
  128,
  255,
  256,
  16_383,
  16_384,
  65_535,
  2 ** 28,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
  Number.MAX_SAFE_INTEGER,
] as const

export const NAMES = [
  '__proto__', 'constructor', 'prototype', 'toString', 'onclick', 'onerror', 'style', 'class', 'src', 'href',
  'level', 'checked', 'colspan', 'attachmentId', 'language', '', 'x'.repeat(300), '\u202e', 'é漢🧵', 'title', 'body',
] as const // biome-ignore format: a table

const ELEMENTS = [
  'paragraph', 'heading', 'blockquote', 'bulletList', 'listItem', 'table', 'tableCell', 'codeBlock', 'image', 'file',
  'iframe', 'script', 'svg', 'style', 'object', 'Paragraph', '__proto__', 'constructor', '', '#text', 'x'.repeat(5000),
] as const // biome-ignore format: a table

const MARKS = [
  'bold',
  'italic',
  'link',
  'provenance',
  'onclick',
  '__proto__',
  'constructor',
  'class',
  '',
] as const

const MARK_VALUES = [
  '{}', 'null', 'true', '1', '"x"', '[]', '{"href":"https://example.org"}', '{"href":"javascript:alert(1)"}',
  '{"href":"JaVa\\tscript:alert(1)"}', '{"href":"data:text/html,x"}', '{"href":"//evil.test"}', '{"onclick":"x"}',
  '{"__proto__":{"href":"javascript:alert(1)"}}', '{"constructor":{"prototype":{"x":1}}}', '{', '', 'NaN', '{"href":null}',
  `${'['.repeat(5000)}${']'.repeat(5000)}`, `{"title":"${'x'.repeat(9000)}"}`, '"\\ud800"',
] as const // biome-ignore format: a table

const VALUES: readonly [unknown, ...unknown[]] = [
  1, 2, 4, 5, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, -0, 2 ** 53, true, false, null, undefined, '', 'x',
  'javascript:alert(1)', 'data:image/svg+xml,<svg onload=alert(1)>', 'https://evil.test/x.png', 'x'.repeat(20_000),
  '0192b0a1-0000-7000-8000-000000000001', 12n, new Uint8Array(3), [], [100], [100, 'x'], [[1]], {}, { level: 1 },
  JSON.parse('{"__proto__":{"level":1}}'), nested(3), nested(400), Array(1500).fill(1),
] // biome-ignore format: a table

function nested(depth: number): unknown {
  let value: unknown = 1
  for (let level = 0; level < depth; level++) value = level % 2 ? [value] : { x: value }
  return value
}

/** Content of a struct, what pages hold and what they do not. */
export function someContent(random: Random): RawContent {
  switch (below(random, 10)) {
    case 0:
      return { ref: 1, length: pick(random, EDGES) }
    case 1:
    case 2:
      return { ref: 4, text: pick(random, ['a', 'words', '', '🧵', '\ud800', '\u0000', 'x'.repeat(3000)]) }
    case 3:
      return { ref: 6, mark: pick(random, MARKS), json: pick(random, MARK_VALUES) }
    case 4:
    case 5: {
      const type = random() < 0.5 ? 3 : below(random, 9)
      return { ref: 7, type, name: type === 3 || type === 5 ? pick(random, ELEMENTS) : undefined }
    }
    case 6:
    case 7:
      return {
        ref: 8,
        values: Array.from({ length: random() < 0.9 ? 1 : below(random, 4) }, () => pick(random, VALUES)),
      }
    default:
      return foreignContent(random)
  }
}

/** JSON, binary, embeds, documents in documents, and kinds that do not exist. */
function foreignContent(random: Random): RawContent {
  const ref = pick(random, [2, 3, 5, 9, 10, 11, 31])
  const encoder = encoding.createEncoder()
  if (ref === 2) {
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarString(encoder, pick(random, MARK_VALUES))
  } else if (ref === 3) encoding.writeVarUint8Array(encoder, new Uint8Array(below(random, 50)))
  else if (ref === 5) encoding.writeVarString(encoder, pick(random, MARK_VALUES))
  else if (ref === 9) {
    encoding.writeVarString(encoder, 'a-document')
    encoding.writeAny(encoder, { gc: false, autoLoad: true })
  } else
    encoding.writeUint8Array(
      encoder,
      Uint8Array.from({ length: below(random, 12) }, () => below(random, 256)),
    )
  return { ref, bytes: encoding.toUint8Array(encoder), length: 1 }
}

/** JSON of a presence state, or what pretends to be some. */
export function someState(random: Random, userId: string): string {
  return pick(random, [
    'null', '{}', '[]', '1', '"x"', '{', '', 'undefined', '{"user":null}', '{"user":1}', `{"user":{"id":"${userId}"}}`,
    '{"user":{"id":"somebody else"}}', `{"user":{"id":"${userId}","name":"Root","hue":"x"}}`,
    '{"__proto__":{"user":{"id":"x"}}}', '{"user":{"__proto__":{"id":"x"}}}', '{"constructor":{"prototype":{"x":1}}}',
    '{"cursor":"\\ud800"}', '{"cursor":"\\u202e"}', `{"a":${'['.repeat(2000)}${']'.repeat(2000)}}`,
    `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, `{"a":"${'x'.repeat(4_080)}"}`, `{"a":"${'x'.repeat(5_000)}"}`,
  ]) // biome-ignore format: a table
}

export function someHello(random: Random): string {
  return pick(random, [
    '{"schemaVersion":2}', '{"schemaVersion":1}', '{"schemaVersion":-1}', '{"schemaVersion":1e308}', '{"schemaVersion":"2"}',
    '{"schemaVersion":9007199254740993}', '{"schemaVersion":null}', '{}', '[]', 'null', '', '{', '{"__proto__":{"schemaVersion":2}}',
    `${'['.repeat(100_000)}`, `{"schemaVersion":2,"x":"${'x'.repeat(100_000)}"}`, `{"schemaVersion":${'9'.repeat(400)}}`,
  ]) // biome-ignore format: a table
}
