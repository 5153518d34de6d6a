import { createRequire } from 'node:module'
import type { WinkMethods } from 'wink-nlp'

const require = createRequire(import.meta.url)
let loaded: WinkMethods | undefined
let reader: WinkMethods | undefined

/**
 * wink-nlp with its English model, of which only sentence boundaries and parts of speech are loaded (48 MB, on first use).
 * CommonJS packages, so they are required, which also keeps them out of processes that never ask.
 */
export function englishModel(): WinkMethods {
  loaded ??= open(['sbd', 'pos'])
  return loaded
}

/** The same with named entities and sentiment: three times slower on a text, so only for who asks for these. */
export function englishReader(): WinkMethods {
  reader ??= open(['sbd', 'negation', 'sentiment', 'ner', 'pos'])
  return reader
}

function open(parts: string[]): WinkMethods {
  const winkNLP: typeof import('wink-nlp').default = require('wink-nlp')
  const model: typeof import('wink-eng-lite-web-model').default = require('wink-eng-lite-web-model')
  return winkNLP(model, parts)
}
