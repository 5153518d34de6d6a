import { expect, test } from 'vitest'
import type { DocumentBlock } from '#server/contracts/document-blocks.ts'
import { DOCUMENT_BLOCKS_MAX, DOCUMENT_CHARACTERS_MAX } from '#server/contracts/media-kinds.ts'
import { limitBlocks } from './limit-blocks.ts'

const paragraph = (text: string): DocumentBlock => ({ type: 'paragraph', content: [{ text }] })

test('what fits is kept as it is, places of pictures included', () => {
  const blocks = [paragraph('a'), { type: 'image-place' as const }, paragraph('b')]
  expect(limitBlocks(blocks)).toEqual({ blocks, cut: false })
})

test('more blocks or more letters than a result may hold are cut, and that is said', () => {
  const many = Array.from({ length: DOCUMENT_BLOCKS_MAX + 5 }, () => paragraph('x'))
  const limited = limitBlocks<never>(many)
  expect(limited.cut).toBe(true)
  expect(limited.blocks).toHaveLength(DOCUMENT_BLOCKS_MAX)
  const half = paragraph('y'.repeat(DOCUMENT_CHARACTERS_MAX * 0.6))
  const { blocks, cut } = limitBlocks<never>([half, half])
  expect(cut).toBe(true)
  expect(JSON.stringify(blocks).length).toBeLessThan(DOCUMENT_CHARACTERS_MAX + 200)
  expect(blocks).toHaveLength(2)
})

test('a table that does not fit is left out whole rather than torn', () => {
  const table: DocumentBlock = {
    type: 'table',
    header: false,
    rows: [[[{ text: 'z'.repeat(DOCUMENT_CHARACTERS_MAX + 1) }]]],
  }
  expect(limitBlocks<never>([paragraph('a'), table])).toEqual({ blocks: [paragraph('a')], cut: true })
})
