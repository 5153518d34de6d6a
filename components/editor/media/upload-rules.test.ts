import { expect, test } from 'vitest'
import { ATTACHMENT_MAX_BYTES } from '#server/contracts/documents.ts'
import { altFromName, isImage, refuseUpload } from './upload-rules.ts'

test('a file of any type and a size within the limit may be tried', () => {
  expect(refuseUpload({ name: 'a.xyz', size: ATTACHMENT_MAX_BYTES })).toBeUndefined()
})

test('a refusal names the file and the limit', () => {
  expect(refuseUpload({ name: 'a.png', size: ATTACHMENT_MAX_BYTES + 1 })).toMatch(
    /a\.png is 25\.0 MiB.*at most 25 MiB/,
  )
  expect(refuseUpload({ name: 'a.png', size: 0 })).toContain('a.png is empty')
})

test('what the server calls an image that browsers show safely stands as one, and an SVG as a file', () => {
  expect(isImage({ mediaType: 'image/webp' })).toBe(true)
  expect(isImage({ mediaType: 'image/svg+xml' })).toBe(false)
  expect(isImage({ mediaType: 'application/pdf' })).toBe(false)
})

test('a description is made of the file’s name', () => {
  expect(altFromName('scan_2026-11-22.v2.png')).toBe('scan 2026 11 22.v2')
})
