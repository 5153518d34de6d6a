import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import { addressOf } from './inline-markdown.ts'
import { hrefOfMention } from './mention-href.ts'
import { runsOf } from './page-runs.ts'

/**
 * The addresses of the links and mentions that stand in a page, also as its Markdown writes them; those of pending results are none of
 * them. Reads no Markdown, so that it can be asked for while others wait for the page. Walks without recursion.
 */
export function addressesOf(doc: Y.Doc): ReadonlySet<string> {
  const found = new Set<string>()
  const open: unknown[] = doc.getXmlFragment(ROOT.body).toArray()
  for (let node = open.pop(); node; node = open.pop()) {
    if (node instanceof Y.XmlText || (node instanceof Y.XmlElement && node.nodeName === 'mention')) {
      for (const { href, mention } of runsOf(node)) {
        if (mention) found.add(hrefOfMention(mention))
        if (href !== undefined) found.add(href).add(addressOf(href))
      }
    } else if (node instanceof Y.XmlElement && node.nodeName !== 'jobResult')
      for (const child of node.toArray()) open.push(child)
  }
  return found
}
