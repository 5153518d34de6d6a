import type { Node } from '@tiptap/pm/model'

/** The pending results of the page, wherever they were moved. */
export function resultsIn(doc: Node): { node: Node; position: number }[] {
  const found: { node: Node; position: number }[] = []
  doc.descendants((node, position) => {
    if (node.type.name === 'jobResult') found.push({ node, position })
    return !node.isTextblock && node.type.name !== 'table' && node.type.name !== 'jobResult'
  })
  return found
}

/** True for a result that its job still writes. */
export function isWriting(result: Node): boolean {
  return result.attrs.phase === 'writing'
}
