import bash from 'highlight.js/lib/languages/bash'
import c from 'highlight.js/lib/languages/c'
import cpp from 'highlight.js/lib/languages/cpp'
import csharp from 'highlight.js/lib/languages/csharp'
import css from 'highlight.js/lib/languages/css'
import diff from 'highlight.js/lib/languages/diff'
import dockerfile from 'highlight.js/lib/languages/dockerfile'
import go from 'highlight.js/lib/languages/go'
import graphql from 'highlight.js/lib/languages/graphql'
import ini from 'highlight.js/lib/languages/ini'
import java from 'highlight.js/lib/languages/java'
import javascript from 'highlight.js/lib/languages/javascript'
import json from 'highlight.js/lib/languages/json'
import kotlin from 'highlight.js/lib/languages/kotlin'
import lua from 'highlight.js/lib/languages/lua'
import makefile from 'highlight.js/lib/languages/makefile'
import markdown from 'highlight.js/lib/languages/markdown'
import php from 'highlight.js/lib/languages/php'
import python from 'highlight.js/lib/languages/python'
import r from 'highlight.js/lib/languages/r'
import ruby from 'highlight.js/lib/languages/ruby'
import rust from 'highlight.js/lib/languages/rust'
import sql from 'highlight.js/lib/languages/sql'
import swift from 'highlight.js/lib/languages/swift'
import typescript from 'highlight.js/lib/languages/typescript'
import xml from 'highlight.js/lib/languages/xml'
import yaml from 'highlight.js/lib/languages/yaml'
import { createLowlight, type LanguageFn } from 'lowlight'
import type { CodeLanguage } from './code-languages.ts'

/** A stretch of code and the classes that colour it; positions count from the beginning of the code. */
export type CodeSpan = { from: number; to: number; classes: string }

const GRAMMARS = {
  bash,
  c,
  cpp,
  csharp,
  css,
  diff,
  dockerfile,
  go,
  graphql,
  ini,
  java,
  javascript,
  json,
  kotlin,
  lua,
  makefile,
  markdown,
  php,
  python,
  r,
  ruby,
  rust,
  sql,
  swift,
  typescript,
  xml,
  yaml,
} satisfies Record<CodeLanguage, LanguageFn>

const lowlight = createLowlight(GRAMMARS)

type Tree = ReturnType<typeof lowlight.highlight>

/** Which stretches of the code are what. Loaded only when a page has code: the grammars are larger than the editor. */
export function colourCode(language: CodeLanguage, code: string): CodeSpan[] {
  const spans: CodeSpan[] = []
  const root = lowlight.highlight(language, code)
  let at = 0
  const walk = (nodes: Tree['children'], classes: string): void => {
    for (const node of nodes) {
      if (node.type === 'text') {
        const to = at + node.value.length
        if (classes !== '') spans.push({ from: at, to, classes })
        at = to
      } else if (node.type === 'element') {
        const own = node.properties.className
        walk(node.children, `${classes} ${Array.isArray(own) ? own.join(' ') : ''}`.trim())
      }
    }
  }
  walk(root.children, '')
  return spans
}
