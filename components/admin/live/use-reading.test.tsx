// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Rendered, renderHook } from '#server/testing/render-hook.ts'
import { LiveNote } from './live-note.tsx'
import { LINGER_MS, type Reading, useReading } from './use-reading.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

async function list() {
  const held = { is: false }
  const hook: Rendered<Reading> = await renderHook(() => useReading(held.is), {
    draw: (reading) => (
      <>
        <LiveNote reading={reading} news={1} />
        <div {...reading.region}>
          <button type="button">Forget</button>
        </div>
        <input />
      </>
    ),
  })
  const [note, region, button, other] = [
    hook.box.querySelector('p'),
    hook.box.querySelector('div'),
    hook.box.querySelector<HTMLElement>('div button'),
    hook.box.querySelector('input'),
  ]
  const point = (type: string, relatedTarget: EventTarget | null = null, on: Element | null = region) =>
    hook.act(() => on?.dispatchEvent(new PointerEvent(type, { bubbles: true, relatedTarget })))
  const resumeButton = () => note?.querySelector('button')
  return {
    hook,
    paused: () => hook.now().paused,
    resume: () => hook.act(() => hook.now().resume()),
    move: () => point('pointermove'),
    press: () => point('pointerdown'),
    /** What a browser sends when the layout puts the list under a pointer that rests. */
    comeUnder: () => point('pointerover', document.body),
    leave: () => point('pointerout', document.body),
    toNote: () => point('pointerover', document.body, note),
    offNote: () => point('pointerout', document.body, note),
    pass: (ms: number) => hook.act(() => vi.advanceTimersByTime(ms)),
    resumeButton,
    clickResume: () => hook.act(() => resumeButton()?.click()),
    focusResume: () => hook.act(() => resumeButton()?.focus()),
    focus: () => hook.act(() => button?.focus()),
    blur: () => hook.act(() => other?.focus()),
    async hold(is: boolean) {
      held.is = is
      await hook.rerender()
    },
  }
}

test('a list that a moved pointer is in stands still, until the pointer has been outside for a while', async () => {
  const { paused, move, leave, pass } = await list()
  expect(paused()).toBe(false)
  await move()
  expect(paused()).toBe(true)
  await leave()
  await pass(LINGER_MS - 1)
  expect(paused()).toBe(true)
  await move()
  await pass(LINGER_MS)
  expect(paused()).toBe(true)
  await leave()
  await pass(LINGER_MS)
  expect(paused()).toBe(false)
})

test('a pointer on its way to the note, and on it, finds the list as it was; a click there lets it go on', async () => {
  const { paused, move, leave, toNote, offNote, pass, clickResume } = await list()
  await move()
  await leave()
  await pass(LINGER_MS - 1)
  await toNote()
  await pass(10 * LINGER_MS)
  expect(paused()).toBe(true)
  await clickResume()
  expect(paused()).toBe(false)
  await offNote()
  await move()
  expect(paused()).toBe(true)
})

test('a pointer that leaves the note for elsewhere ends the reading', async () => {
  const { paused, move, leave, toNote, offNote, pass } = await list()
  await move()
  await leave()
  await toNote()
  await offNote()
  await pass(LINGER_MS)
  expect(paused()).toBe(false)
})

test('a focus that goes from the list to the note keeps it still, and one that goes elsewhere does not', async () => {
  const { paused, focus, blur, resumeButton, focusResume } = await list()
  await focus()
  await focusResume()
  expect(document.activeElement).toBe(resumeButton())
  expect(paused()).toBe(true)
  await blur()
  expect(paused()).toBe(false)
})

test('a list that comes to lie under a resting pointer goes on; the first movement or press is reading', async () => {
  for (const begin of ['move', 'press'] as const) {
    const { paused, comeUnder, leave, pass, ...by } = await list()
    await comeUnder()
    expect(paused()).toBe(false)
    await by[begin]()
    expect(paused()).toBe(true)
    await leave()
    await pass(LINGER_MS)
    expect(paused()).toBe(false)
  }
})

test('focus in it is reading, and so is what the caller holds open', async () => {
  const { paused, focus, blur, hold } = await list()
  await focus()
  expect(paused()).toBe(true)
  await blur()
  expect(paused()).toBe(false)
  await hold(true)
  expect(paused()).toBe(true)
  await hold(false)
  expect(paused()).toBe(false)
})

test('after one’s own act it goes on at once, by pointer and focus that are still in it, until they begin anew', async () => {
  const { paused, move, leave, focus, resume } = await list()
  await move()
  await focus()
  await resume()
  expect(paused()).toBe(false)
  // The same hand, on its way out.
  await move()
  expect(paused()).toBe(false)
  await leave()
  await move()
  expect(paused()).toBe(true)
})

test('an act that takes its time lets it go on past what began meanwhile, such as a focus that is given back', async () => {
  const { hook, paused, move, focus } = await list()
  await move()
  const { resume } = hook.now()
  await focus()
  await hook.act(() => resume())
  expect(paused()).toBe(false)
})
