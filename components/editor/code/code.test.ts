import { expect, test } from 'vitest'
import { CODE_LANGUAGES, codeLanguage } from './code-languages.ts'
import { colourCode } from './colour-code.ts'

test('every language of the list is coloured', () => {
  for (const [language] of CODE_LANGUAGES) expect(() => colourCode(language, 'a = 1 # b')).not.toThrow()
})

test.each([
  ['ts', 'typescript'],
  [' PY ', 'python'],
  ['html', 'xml'],
  ['c++', 'cpp'],
  ['zig', undefined],
  ['constructor', undefined],
  ['', undefined],
  [null, undefined],
])('%j means %j', (written, language) => {
  expect(codeLanguage(written)).toBe(language)
})

test('stretches stand where their code stands, whatever characters come before', () => {
  const code = '// naïve 😀\nconst a = "x"'
  const spans = colourCode('typescript', code)
  expect(spans.map(({ from, to, classes }) => [code.slice(from, to), classes])).toEqual([
    ['// naïve 😀', 'hljs-comment'],
    ['const', 'hljs-keyword'],
    ['"x"', 'hljs-string'],
  ])
})

test('markup in code is text and nothing else', () => {
  expect(colourCode('xml', '<img onerror=alert(1)>').every(({ classes }) => /^[\w\s-]+$/.test(classes))).toBe(
    true,
  )
})
