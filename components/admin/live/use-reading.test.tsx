// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { type Rendered, renderHook } from '#server/testing/render-hook.ts'
import { type Reading, useReading } from './use-reading.ts'

async function list() {
  const held = { is: false }
  const hook: Rendered<Reading> = await renderHook(() => useReading(held.is), {
    draw: ({ region }) => (
      <>
        <div {...region}>
          <button type="button">Forget</button>
        </div>
        <input />
      </>
    ),
  })
  const [region, button, other] = [
    hook.box.querySelector('div'),
    hook.box.querySelector('button'),
    hook.box.querySelector('input'),
  ]
  const point = (type: string, relatedTarget: EventTarget | null = null) =>
    hook.act(() => region?.dispatchEvent(new PointerEvent(type, { bubbles: true, relatedTarget })))
  return {
    hook,
    paused: () => hook.now().paused,
    resume: () => hook.act(() => hook.now().resume()),
    move: () => point('pointermove'),
    press: () => point('pointerdown'),
    /** What a browser sends when the layout puts the list under a pointer that rests. */
    comeUnder: () => point('pointerover', document.body),
    leave: () => point('pointerout', document.body),
    focus: () => hook.act(() => button?.focus()),
    blur: () => hook.act(() => other?.focus()),
    async hold(is: boolean) {
      held.is = is
      await hook.rerender()
    },
  }
}

test('a list that a moved pointer is in stands still, until the pointer leaves', async () => {
  const { paused, move, leave } = await list()
  expect(paused()).toBe(false)
  await move()
  expect(paused()).toBe(true)
  await leave()
  expect(paused()).toBe(false)
})

test('a list that comes to lie under a resting pointer goes on; the first movement or press is reading', async () => {
  for (const begin of ['move', 'press'] as const) {
    const { paused, comeUnder, leave, ...by } = await list()
    await comeUnder()
    expect(paused()).toBe(false)
    await by[begin]()
    expect(paused()).toBe(true)
    await leave()
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
