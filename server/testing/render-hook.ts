import { act, createElement, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach } from 'vitest'

Reflect.set(globalThis, 'IS_REACT_ACT_ENVIRONMENT', true)

const open = new Set<() => void>()
afterEach(() => {
  for (const close of open) close()
})

export type Rendered<Value> = {
  /** What the hook returned when it ran last. */
  now(): Value
  /** Does something that may change state, and waits for what follows of it. */
  act(work: () => unknown): Promise<void>
  rerender(): Promise<void>
  /** Where the component stands. */
  box: HTMLElement
  close(): void
}

function Host({ use }: { use: () => ReactNode }): ReactNode {
  return use()
}

/** Runs a hook in a real component in this document; `draw` makes what the component shows of the hook's value. */
export async function renderHook<Value>(
  useHook: () => Value,
  { draw, wrap }: { draw?: (value: Value) => ReactNode; wrap?: (inner: ReactNode) => ReactNode } = {},
): Promise<Rendered<Value>> {
  const box = document.body.appendChild(document.createElement('div'))
  const root = createRoot(box)
  let value: { is: Value } | undefined
  const use = () => {
    const current = useHook()
    value = { is: current }
    return draw?.(current) ?? null
  }
  const render = () => {
    const host = createElement(Host, { use })
    root.render(wrap ? wrap(host) : host)
  }
  await act(async () => render())
  const close = () => {
    open.delete(close)
    act(() => root.unmount())
    box.remove()
  }
  open.add(close)
  return {
    now() {
      if (!value) throw new Error('the hook did not run')
      return value.is
    },
    async act(work) {
      await act(async () => {
        await work()
      })
    },
    async rerender() {
      await act(async () => render())
    },
    box,
    close,
  }
}
