import { getSchema } from '@tiptap/core'
import type { Schema } from '@tiptap/pm/model'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { ROOT, SCHEMA_VERSION } from '#server/contracts/collaboration.ts'
import { FIRST_SCHEMA } from '#server/testing/first-schema.ts'
import { HeadlessEditor } from '#server/testing/headless-editor.ts'
import { documentExtensions } from './document-extensions.ts'
import { fillPage } from './page-content.ts'
import { ATTRIBUTE_SINCE, FIRST_SCHEMA_VERSION, MARK_SINCE, NODE_SINCE } from './schema-versions.ts'

const first = getSchema(FIRST_SCHEMA)
const now = getSchema(documentExtensions())

const namesOf = (schema: Schema) => ({
  nodes: Object.keys(schema.nodes),
  marks: Object.keys(schema.marks),
})
const attributesOf = (schema: Schema, node: string) => Object.keys(schema.nodes[node]?.spec.attrs ?? {})

test('every node, mark and attribute that the first version lacks says since when it is there', () => {
  const { nodes, marks } = namesOf(now)
  for (const name of nodes)
    expect([name, NODE_SINCE.has(name)]).toEqual([name, first.nodes[name] === undefined])
  for (const name of marks)
    expect([name, MARK_SINCE.has(name)]).toEqual([name, first.marks[name] === undefined])
  const added = Object.keys(first.nodes).flatMap((node) =>
    attributesOf(now, node).filter((name) => !attributesOf(first, node).includes(name)),
  )
  expect([...ATTRIBUTE_SINCE.keys()].sort()).toEqual([...new Set(added)].sort())
})

test('the version that this Weft says it knows is the newest that anything came in with', () => {
  const since = [...NODE_SINCE.values(), ...MARK_SINCE.values(), ...ATTRIBUTE_SINCE.values()]
  expect(Math.max(...since)).toBe(SCHEMA_VERSION)
  expect(Math.min(...since)).toBeGreaterThan(FIRST_SCHEMA_VERSION)
})

test('a new attribute of an old node has a name that no node of the first version used', () => {
  const old = Object.keys(first.nodes).flatMap((node) => attributesOf(first, node))
  for (const name of ATTRIBUTE_SINCE.keys()) expect(old).not.toContain(name)
})

test('why there are versions: an editor of the first one deletes what it does not know', () => {
  const doc = new Y.Doc()
  fillPage(doc, '', [
    { type: 'paragraph', text: 'before' },
    { type: 'table', rows: [['a', 'b']] },
    { type: 'callout', kind: 'note', text: 'mind' },
  ])
  const body = doc.getXmlFragment(ROOT.body)
  const newer = new HeadlessEditor(now, doc)
  expect(body.length).toBe(3)
  newer.destroy()
  new HeadlessEditor(first, doc).destroy()
  expect(body.length).toBe(1)
})
