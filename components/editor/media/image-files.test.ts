import { expect, test } from 'vitest'
import { ATTACHMENT_MAX_BYTES } from '#server/contracts/documents.ts'
import { altFromName, refuseImage } from './image-files.ts'

test('an image of a known type and size may be tried', () => {
  expect(refuseImage({ name: 'a.png', type: 'image/png', size: ATTACHMENT_MAX_BYTES })).toBeUndefined()
})

test('a refusal names the file and the limit', () => {
  expect(refuseImage({ name: 'a.svg', type: 'image/svg+xml', size: 10 })).toContain(
    'a.svg cannot stand in a page',
  )
  expect(refuseImage({ name: 'a.png', type: 'image/png', size: ATTACHMENT_MAX_BYTES + 1 })).toMatch(
    /a\.png is 25\.0 MiB.*at most 25 MiB/,
  )
  expect(refuseImage({ name: 'a.png', type: 'image/png', size: 0 })).toBe('a.png is empty.')
})

test('a description is made of the file’s name', () => {
  expect(altFromName('scan_2026-11-22.v2.png')).toBe('scan 2026 11 22.v2')
})
