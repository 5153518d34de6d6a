import * as Y from 'yjs'
import { requireRole } from '#server/access/document-role.ts'
import { readDocument } from '#server/collaboration/read-document.ts'
import type { Person } from '#server/contracts/actors.ts'
import { ROOT } from '#server/contracts/collaboration.ts'
import type { PageBlocks } from '#server/contracts/contributions.ts'
import { nameOfElement } from '#server/document-model/block-name.ts'
import { blocksMarkdown } from '#server/document-model/page-markdown.ts'
import { nameOfBlockPassage } from '#server/document-model/passage.ts'
import type { Context } from '#server/platform/context.ts'

/** The blocks of a page's top level with the names by which a contribution says where it belongs; pending results are none. Throws `not-found`. */
export async function listPageBlocks(
  ctx: Context,
  actor: Person,
  { id }: { id: string },
): Promise<PageBlocks> {
  await requireRole(ctx, actor, id, 'viewer')
  const { doc, seq } = await readDocument(ctx, id)
  const body = doc.getXmlFragment(ROOT.body)
  const markdown = blocksMarkdown(body)
  const blocks = body.toArray().flatMap((block) => {
    if (!(block instanceof Y.XmlElement) || block.nodeName === 'jobResult') return []
    const name = nameOfElement(block)
    if (name === undefined) return []
    const passage = nameOfBlockPassage(block) ?? null
    return [{ name, type: block.nodeName, markdown: markdown.get(block) ?? '', passage }]
  })
  const title = doc.getText(ROOT.title).toString()
  doc.destroy()
  return { title, seq, blocks }
}
