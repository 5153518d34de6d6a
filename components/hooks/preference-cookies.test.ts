// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { asTheme, keepPreference, SIDEBAR_COOKIE, THEME_COOKIE } from './preference-cookies.ts'

test.each([
  ['light', 'light'],
  ['dark', 'dark'],
  ['', 'system'],
  [undefined, 'system'],
  ['DARK', 'system'],
  ['dark"><script>', 'system'],
])('a cookie that says %j means %s', (value, theme) => {
  expect(asTheme(value)).toBe(theme)
})

test('a choice is kept beside others, replaced and forgotten', () => {
  keepPreference(THEME_COOKIE, 'dark')
  keepPreference(SIDEBAR_COOKIE, 'folded')
  keepPreference(THEME_COOKIE, 'light')
  expect(document.cookie.split('; ').sort()).toEqual(['weft-sidebar=folded', 'weft-theme=light'])
  keepPreference(THEME_COOKIE, null)
  expect(document.cookie).toBe('weft-sidebar=folded')
})
