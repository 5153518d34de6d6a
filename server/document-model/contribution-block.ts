import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import { CONTRIBUTION_KIND, type ContributionPlace } from '#server/contracts/contributions.ts'
import type { DocumentBlock } from '#server/contracts/document-blocks.ts'
import { topIndexOfName } from './block-name.ts'
import { freshPlace } from './fresh-place.ts'
import { setAttribute } from './page-content.ts'
import { findNamed } from './passage.ts'
import { richElement } from './rich-element.ts'

/**
 * Puts what a program wrote into the page as a block to accept or reject, like the result of a job: at the end, after a block, or
 * right behind the passage whose place it would take. Returns false, and changes nothing, where that block or passage is gone.
 */
export function appendContribution(
  doc: Y.Doc,
  { id, blocks, place }: { id: string; blocks: readonly DocumentBlock[]; place: ContributionPlace },
): boolean {
  const body = doc.getXmlFragment(ROOT.body)
  const passage = place.at === 'replace' ? place.passage : undefined
  if (passage !== undefined && !findNamed(doc, passage)) return false
  const after = place.at === 'after' ? topIndexOfName(body, place.block) : undefined
  if (place.at === 'after' && after === undefined) return false
  doc.transact(() => {
    const element = new Y.XmlElement('jobResult')
    const attributes = { taskId: id, kind: CONTRIBUTION_KIND, degraded: false, passage }
    for (const [name, value] of Object.entries(attributes))
      if (value !== undefined) setAttribute(element, name, value)
    element.insert(0, blocks.map(richElement))
    body.insert(after === undefined ? freshPlace(doc, { passage }) : after + 1, [element])
  })
  return true
}

/** How many contributions wait in a page, wherever in it they stand. */
export function countContributions(doc: Y.Doc): number {
  let found = 0
  const open: Y.XmlFragment[] = [doc.getXmlFragment(ROOT.body)]
  for (let holder = open.pop(); holder; holder = open.pop())
    for (const child of holder.toArray())
      if (child instanceof Y.XmlElement) {
        if (child.nodeName !== 'jobResult') open.push(child)
        else if (child.getAttribute('kind') === CONTRIBUTION_KIND) found += 1
      }
  return found
}
