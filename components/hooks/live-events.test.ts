// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ServerEvent } from '#server/contracts/events.ts'
import { LiveEvents } from './live-events.ts'

/** Stands for the browser's EventSource, which jsdom does not have: what it is told is what a server would say. */
class Source extends EventTarget {
  readonly CONNECTING = 0
  readonly OPEN = 1
  readonly CLOSED = 2
  readonly url: string
  readyState = 1
  constructor(url: string) {
    super()
    this.url = url
  }
  tell(event: string, data: unknown = {}): void {
    this.dispatchEvent(new MessageEvent(event, { data: JSON.stringify(data) }))
  }
  fail(readyState: 0 | 2): void {
    this.readyState = readyState
    this.dispatchEvent(new Event('error'))
  }
  close(): void {
    this.readyState = 2
  }
}

let sources: Source[]
let told: ServerEvent['event'][]
let live: boolean[]
let events: LiveEvents

function show(state: DocumentVisibilityState): void {
  Object.defineProperty(document, 'visibilityState', { value: state, configurable: true })
  document.dispatchEvent(new Event('visibilitychange'))
}

beforeEach(() => {
  vi.useFakeTimers()
  show('visible')
  sources = []
  told = []
  live = []
  events = new LiveEvents({
    onEvent: ({ event }) => told.push(event),
    onLive: (now) => live.push(now),
    open(url) {
      const source = new Source(url)
      sources.push(source)
      return source
    },
  })
  events.start()
})
afterEach(() => {
  events.stop()
  vi.useRealTimers()
})

test('a tab has one stream; once it has begun the tab is live, and reads anew what it began with', () => {
  expect(sources.map(({ url }) => url)).toEqual(['/api/v1/events'])
  expect(live).toEqual([])
  sources[0]?.tell('ready')
  expect(live).toEqual([true])
  sources[0]?.tell('documents')
  expect(told).toEqual(['reset', 'documents'])
})

test('a fault of the line is left to the browser, which names the last event', () => {
  sources[0]?.tell('ready')
  sources[0]?.fail(0)
  expect(live).toEqual([true, false])
  vi.advanceTimersByTime(60_000)
  expect(sources).toHaveLength(1)
  sources[0]?.tell('ready')
  expect(live).toEqual([true, false, true])
  expect(told).toEqual(['reset'])
})

test('a refusal is tried again later, and then all is read anew', () => {
  sources[0]?.fail(2)
  vi.advanceTimersByTime(4_000)
  expect(sources).toHaveLength(1)
  vi.advanceTimersByTime(6_000)
  expect(sources).toHaveLength(2)
  sources[1]?.tell('ready')
  expect(told).toEqual(['reset'])
})

test('a tab out of sight lets its stream go, and reads all anew when it is looked at again', () => {
  sources[0]?.tell('ready')
  show('hidden')
  vi.advanceTimersByTime(9_000)
  expect(sources[0]?.readyState).toBe(1)
  vi.advanceTimersByTime(2_000)
  expect(sources[0]?.readyState).toBe(2)
  show('visible')
  expect(sources).toHaveLength(2)
  sources[1]?.tell('ready')
  expect(told).toEqual(['reset', 'reset'])
  expect(live.at(-1)).toBe(true)
})

test('a short look elsewhere costs nothing', () => {
  show('hidden')
  vi.advanceTimersByTime(5_000)
  show('visible')
  vi.advanceTimersByTime(60_000)
  expect(sources).toHaveLength(1)
})

test('an event that this page does not understand makes it look for itself', () => {
  sources[0]?.tell('task', { of: 'a newer server' })
  sources[0]?.dispatchEvent(new MessageEvent('task', { data: 'no JSON' }))
  expect(told).toEqual(['reset', 'reset'])
})

test('after the stop nothing is opened and nothing is told', () => {
  const [source] = sources
  events.stop()
  source?.tell('documents')
  show('visible')
  vi.advanceTimersByTime(60_000)
  expect(sources).toHaveLength(1)
  expect(told).toEqual([])
})
