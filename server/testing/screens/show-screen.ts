import { useQueryClient } from '@tanstack/react-query'
import {
  AppRouterContext,
  type AppRouterInstance,
} from 'next/dist/shared/lib/app-router-context.shared-runtime.js'
import {
  PathnameContext,
  SearchParamsContext,
} from 'next/dist/shared/lib/hooks-client-context.shared-runtime.js'
import { act, createElement, type ReactNode, useState, useSyncExternalStore } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach } from 'vitest'
import { Providers } from '#components/providers.tsx'
import { type Answers, answerCalls, type Call } from './answer-calls.ts'
import { standIn } from './missing-in-jsdom.ts'
import { descriptionOf, isTold, nameOf, roleOf, wordsOf } from './read-page.ts'

Reflect.set(globalThis, 'IS_REACT_ACT_ENVIRONMENT', true)

/** What a role can be asked of. */
export type Drawn = HTMLElement | SVGElement

export type Screen = {
  /** What the page asked the server for so far. */
  calls: Call[]
  /** The newest call of this path. */
  asked(path: string): Call | undefined
  /** The calls that may change something. */
  changes(): Call[]
  /** Where Next's router was told to go. */
  went: string[]
  /** The only element of this role, and of this name where one is given. Throws where there is none, or more than one. */
  find(role: string, name?: string | RegExp): Drawn
  all(role: string, name?: string | RegExp): Drawn[]
  /** The names of all elements of a role, in the order of the page. */
  names(role: string): string[]
  /** The words of the page, or of an element of it. */
  words(of?: Element): string
  description(of: Element): string
  /** Presses by pointer. */
  press(element: Element, init?: MouseEventInit): Promise<void>
  /** Replaces what stands in a field. */
  type(field: Element, text: string): Promise<void>
  key(element: Element, key: string, init?: KeyboardEventInit): Promise<void>
  /** Chooses one of the options of a select, by their labels. */
  choose(label: string, option: string): Promise<void>
  /** Does something that may change the page, and waits until what follows of it has come to rest. */
  act(work: () => unknown): Promise<void>
  /** Shows something else in the same place. */
  show(node: ReactNode): Promise<void>
  close(): Promise<void>
}

// One for the answer, one for the cache to tell of it.
const QUIET_TURNS = 2

const open = new Set<() => Promise<void>>()
afterEach(async () => {
  for (const close of open) await close()
})

type Options = {
  answers?: Answers
  /** The address at which the page stands. */
  at?: string
}

/**
 * Renders components as the app does, inside of its providers, with a server's answers and an address. The page has come to
 * rest when this resolves: every answer that there is has been taken in.
 */
export async function showScreen(node: ReactNode, { answers = {}, at = '/' }: Options = {}): Promise<Screen> {
  for (const close of open) await close()
  standIn()
  window.history.replaceState(null, '', at)
  const server = answerCalls(answers)
  const went: string[] = []
  const address = followAddress()
  const box = document.body.appendChild(document.createElement('div'))
  const root = createRoot(box)
  const rest = async (): Promise<void> => {
    // Answers, effects and the cache's own queue each take a turn of the loop; turns in which nothing is asked or drawn are rest.
    const watch = new MutationObserver(() => {})
    watch.observe(document.body, { childList: true, subtree: true, attributes: true, characterData: true })
    for (let quiet = 0, asked = -1; quiet < QUIET_TURNS; ) {
      const before = asked
      asked = server.calls.length
      await act(async () => {
        await new Promise((resolve) => setTimeout(resolve))
      })
      quiet = watch.takeRecords().length === 0 && asked === before ? quiet + 1 : 0
    }
    watch.disconnect()
  }
  const doing = async (work: () => unknown): Promise<void> => {
    await act(async () => {
      await work()
    })
    await rest()
  }
  const show = (shown: ReactNode) =>
    doing(() => root.render(createElement(Frame, { address, router: routerInto(went) }, shown)))
  const close = async (): Promise<void> => {
    open.delete(close)
    await act(async () => root.unmount())
    address.stop()
    server.restore()
    document.body.replaceChildren()
    localStorage.clear()
    sessionStorage.clear()
  }
  open.add(close)
  await show(node)

  const all = (role: string, name?: string | RegExp): Drawn[] =>
    [...document.body.getElementsByTagName('*')]
      .filter(isDrawn)
      .filter((element) => roleOf(element) === role && isTold(element) && fits(nameOf(element), name))
  const screen: Screen = {
    calls: server.calls,
    asked: (path) => server.calls.findLast((call) => call.path === path),
    changes: () => server.calls.filter(({ method }) => method !== 'GET'),
    went,
    all,
    find(role, name) {
      const [found, ...more] = all(role, name)
      if (found && more.length === 0) return found
      const wanted = `${role}${name === undefined ? '' : ` "${name}"`}`
      throw new Error(
        `${more.length > 0 ? `${more.length + 1} of` : 'no'} ${wanted}; named here: ${screen.names(role).join(' | ')}; the page says: ${screen.words().slice(0, 400)}`,
      )
    },
    names: (role) => all(role).map(nameOf),
    words: (of = document.body) => wordsOf(of),
    description: descriptionOf,
    press: (element, init) => doing(() => pressAt(element, init)),
    type: (field, text) => doing(() => typeInto(field, text)),
    key: (element, key, init) =>
      doing(() => {
        if (element instanceof HTMLElement) element.focus()
        const event = { key, bubbles: true, cancelable: true, ...init }
        element.dispatchEvent(new KeyboardEvent('keydown', event))
        element.dispatchEvent(new KeyboardEvent('keyup', event))
      }),
    async choose(label, option) {
      await screen.press(screen.find('combobox', label))
      await screen.press(screen.find('option', option))
    },
    act: doing,
    show,
    close,
  }
  return screen
}

function isDrawn(element: Element): element is Drawn {
  return element instanceof HTMLElement || element instanceof SVGElement
}

function fits(name: string, wanted: string | RegExp | undefined): boolean {
  if (wanted === undefined) return true
  return typeof wanted === 'string' ? name === wanted : wanted.test(name)
}

type FrameProps = { address: Address; router: AppRouterInstance; children?: ReactNode }

/** What Next gives to a page: its address and a router. */
function Frame({ address, router, children }: FrameProps): ReactNode {
  const href = useSyncExternalStore(address.subscribe, address.read)
  const url = new URL(href)
  return createElement(
    AppRouterContext,
    { value: router },
    createElement(
      PathnameContext,
      { value: url.pathname },
      createElement(
        SearchParamsContext,
        { value: url.searchParams },
        createElement(Providers, null, createElement(Impatient, null, children)),
      ),
    ),
  )
}

/** Tries again as often as in the app, without the wait in between. */
function Impatient({ children }: { children?: ReactNode }): ReactNode {
  const client = useQueryClient()
  useState(() => {
    const known = client.getDefaultOptions()
    client.setDefaultOptions({ ...known, queries: { ...known.queries, retryDelay: 0 } })
  })
  return children
}

type Address = { subscribe: (changed: () => void) => () => void; read: () => string; stop: () => void }

/** The address of the window, followed as Next does: it wraps the history's own functions. */
function followAddress(): Address {
  const listeners = new Set<() => void>()
  const { history } = window
  const told = (method: 'pushState' | 'replaceState') => {
    history[method] = (...given: Parameters<History['pushState']>) => {
      History.prototype[method].apply(history, given)
      for (const listener of listeners) listener()
    }
  }
  told('pushState')
  told('replaceState')
  return {
    subscribe(changed) {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
    read: () => window.location.href,
    stop() {
      Reflect.deleteProperty(history, 'pushState')
      Reflect.deleteProperty(history, 'replaceState')
    },
  }
}

function routerInto(went: string[]): AppRouterInstance {
  const go = (href: string): void => {
    went.push(href)
  }
  return {
    ...{ push: go, replace: go, prefetch: () => {}, back: () => go('back'), forward: () => go('forward') },
    ...{
      bfcacheId: 'test',
      refresh: () => go('refresh'),
      hmrRefresh: () => {},
      experimental_gesturePush: go,
    },
  }
}

function pressAt(element: Element, init: MouseEventInit = {}): void {
  const event = { bubbles: true, cancelable: true, composed: true, button: 0, detail: 1, ...init }
  const pointer = { ...event, pointerType: 'mouse', pointerId: 1, isPrimary: true }
  element.dispatchEvent(new PointerEvent('pointerover', pointer))
  element.dispatchEvent(new MouseEvent('mouseover', event))
  element.dispatchEvent(new PointerEvent('pointermove', pointer))
  element.dispatchEvent(new MouseEvent('mousemove', event))
  element.dispatchEvent(new PointerEvent('pointerdown', { ...pointer, buttons: 1 }))
  const taken = !element.dispatchEvent(new MouseEvent('mousedown', { ...event, buttons: 1 }))
  if (!taken) element.closest<HTMLElement>('button,a,input,textarea,select,[tabindex]')?.focus()
  element.dispatchEvent(new PointerEvent('pointerup', pointer))
  element.dispatchEvent(new MouseEvent('mouseup', event))
  element.dispatchEvent(new MouseEvent('click', event))
}

function typeInto(field: Element, text: string): void {
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement))
    throw new Error(`<${field.localName}> is no field`)
  field.focus()
  // React keeps the last value on the element itself; the prototype's own setter is what typing goes through.
  const kind = field instanceof HTMLInputElement ? HTMLInputElement : HTMLTextAreaElement
  Object.getOwnPropertyDescriptor(kind.prototype, 'value')?.set?.call(field, text)
  field.dispatchEvent(new Event('input', { bubbles: true }))
}
