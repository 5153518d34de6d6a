import { type Cast, newcomer, newTab } from './cast.ts'
import type { SimulatedClient } from './simulated-client.ts'
import type { World } from './world.ts'

// Longer than a process keeps a page that nobody is on.
const FORGOTTEN_MS = 3_500
const CHANCE = 0.03

/**
 * A page that one person writes on, and now and then somebody looks at, mostly from another process: there the process of the
 * writer is alone, until it is not. The last words are written about when the last visitor comes. Nothing that happens later would
 * put right what the visitor's process has missed. Returns how long after the storm that is; nought where there is no such page.
 */
export function planVisits(cast: Cast, storm: number): number {
  const { scheduler } = cast.world
  if (!cast.world.reliesOnSignals && !scheduler.chance(CHANCE)) return 0
  const writer = newcomer(cast)
  const lastVisit = storm + FORGOTTEN_MS + scheduler.between(0, 500)
  const lastWord = lastVisit + scheduler.between(-10, 100)
  keepWriting(cast.world, writer, lastWord)
  for (let at = scheduler.between(0, 2_000); at < storm; at += scheduler.between(100, 5_000))
    visit(cast, writer, at, storm)
  scheduler.after(lastVisit, () => void newTab(cast, writer))
  return lastWord + FORGOTTEN_MS - storm
}

function visit(cast: Cast, writer: SimulatedClient, at: number, end: number): void {
  const { scheduler } = cast.world
  const stay = Math.min(scheduler.between(20, 2_000), end - at)
  scheduler.after(at, () => {
    const visitor = newTab(cast, writer)
    scheduler.after(stay, () => visitor.leave())
  })
}

function keepWriting(world: World, writer: SimulatedClient, end: number): void {
  const { scheduler } = world
  const write = (): void => {
    const { doc } = writer
    if (doc.share.has('body') && doc.getXmlFragment('body').length > 0)
      doc.getText('title').insert(doc.getText('title').length, world.newMark())
    const next = scheduler.now + scheduler.between(20, 300)
    if (scheduler.now < end) scheduler.after(Math.min(next, end) - scheduler.now, write)
  }
  scheduler.after(scheduler.between(0, 400), write)
}
