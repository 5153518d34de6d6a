/** How wide everything is that asks for its own width. */
export const WIDTH = 600

class StillSize implements ResizeObserver {
  readonly #seen: ResizeObserverCallback
  constructor(seen: ResizeObserverCallback) {
    this.#seen = seen
  }
  observe(target: Element): void {
    const contentRect = new DOMRect(0, 0, WIDTH, 120)
    const size = [{ inlineSize: WIDTH, blockSize: 120 }]
    this.#seen(
      [
        {
          ...{ target, contentRect, borderBoxSize: size, contentBoxSize: size },
          devicePixelContentBoxSize: size,
        },
      ],
      this,
    )
  }
  unobserve(): void {}
  disconnect(): void {}
}

/** A stream of events on which nothing is ever told. */
class SilentEvents extends EventTarget {
  close(): void {}
}

const copied: string[] = []

/** What was put on the clipboard, the newest last. */
export function clipboard(): readonly string[] {
  return copied
}

/** What every browser has and jsdom, which lays nothing out, has not. Sizes never change, nothing scrolls, nothing is animated. */
export function standIn(): void {
  copied.length = 0
  Reflect.set(globalThis, 'BASE_UI_ANIMATIONS_DISABLED', true)
  globalThis.ResizeObserver = StillSize
  Reflect.set(globalThis, 'EventSource', SilentEvents)
  // Nothing is drawn, so no frame has to be waited for.
  window.requestAnimationFrame = globalThis.requestAnimationFrame = (work) =>
    Number(setTimeout(() => work(performance.now())))
  window.cancelAnimationFrame = globalThis.cancelAnimationFrame = (frame) => clearTimeout(frame)
  Element.prototype.scrollIntoView ??= () => {}
  Range.prototype.getBoundingClientRect ??= () => new DOMRect()
  Range.prototype.getClientRects ??= () => Object.assign([new DOMRect()], { item: () => new DOMRect() })
  if (!document.scrollingElement)
    Object.defineProperty(document, 'scrollingElement', {
      configurable: true,
      value: document.documentElement,
    })
  // A wide screen with a mouse.
  window.matchMedia ??= (media) => ({
    ...{
      media,
      matches: !media.includes('pointer: coarse'),
      onchange: null,
      addListener: () => {},
      removeListener: () => {},
    },
    ...{ addEventListener: () => {}, removeEventListener: () => {}, dispatchEvent: () => true },
  })
  Object.defineProperty(navigator, 'clipboard', {
    configurable: true,
    value: { writeText: async (text: string) => void copied.push(text) },
  })
}
