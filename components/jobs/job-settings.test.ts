// @vitest-environment jsdom
import { beforeEach, expect, test } from 'vitest'
import { renderHook } from '#server/testing/render-hook.ts'
import {
  DEFAULT_SETTINGS,
  forgetSettings,
  keepSettingsOf,
  parseKept,
  rememberSettings,
  useRememberedSettings,
} from './job-settings.ts'

beforeEach(() => {
  localStorage.clear()
  keepSettingsOf('ada')
})

test('the options of a job that was sent begin the next one, but for the pages of its file', async () => {
  rememberSettings({ ...DEFAULT_SETTINGS, words: '55', format: 'avif', from: '3', to: '9' })
  const { now } = await renderHook(useRememberedSettings)
  expect(now()).toEqual({ ...DEFAULT_SETTINGS, words: '55', format: 'avif' })
})

test('whoever shows the options has those of a job that another form has sent since', async () => {
  const { now, act } = await renderHook(useRememberedSettings)
  expect(now().language).toBe('en')
  await act(() => rememberSettings({ ...DEFAULT_SETTINGS, language: 'de' }))
  expect(now().language).toBe('de')
})

test('another account in the same browser has options of its own, and finds none of what was kept for all before', async () => {
  localStorage.setItem('weft-job-settings', '{"labels":"Secret"}')
  rememberSettings({ ...DEFAULT_SETTINGS, labels: 'Ada’s' })
  const { now, act } = await renderHook(useRememberedSettings)
  await act(() => keepSettingsOf('ben'))
  expect(now()).toEqual(DEFAULT_SETTINGS)
  expect(localStorage.getItem('weft-job-settings')).toBeNull()
  await act(() => rememberSettings({ ...DEFAULT_SETTINGS, labels: 'Ben’s' }))
  await act(() => keepSettingsOf('ada'))
  expect(now().labels).toBe('Ada’s')
})

test('what is forgotten is nowhere in the browser any more', async () => {
  rememberSettings({ ...DEFAULT_SETTINGS, labels: 'Ada’s', hint: 'Ada, Weft' })
  const { now, act } = await renderHook(useRememberedSettings)
  await act(forgetSettings)
  expect([now(), localStorage.length]).toEqual([DEFAULT_SETTINGS, 0])
})

test.each([
  ['nothing', null],
  ['half a word', '{"words":"5'],
  ['another version', '{"words":55}'],
  ['a value that is not offered any more', '{"format":"gif"}'],
  ['a list', '[]'],
  ['null', 'null'],
])('%s in the store means the defaults', (_what, kept) => {
  expect(parseKept(kept)).toEqual(DEFAULT_SETTINGS)
})

test('what an older version kept is filled up', () => {
  expect(parseKept('{"words":"120","unknown":1}')).toEqual({ ...DEFAULT_SETTINGS, words: '120' })
})

test('moments of a recording that an older version kept belong to no other', () => {
  expect(parseKept('{"cutTo":"1:00","cutFrom":"0:07","to":"9"}')).toEqual(DEFAULT_SETTINGS)
})

test('a browser that keeps nothing begins with the defaults and breaks nothing', async () => {
  const { getItem, setItem } = Storage.prototype
  const refuse = () => {
    throw new DOMException('denied', 'SecurityError')
  }
  Object.assign(Storage.prototype, { getItem: refuse, setItem: refuse })
  try {
    expect(() => rememberSettings(DEFAULT_SETTINGS)).not.toThrow()
    expect((await renderHook(useRememberedSettings)).now()).toEqual(DEFAULT_SETTINGS)
  } finally {
    Object.assign(Storage.prototype, { getItem, setItem })
  }
})
