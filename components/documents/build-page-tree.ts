import type { DocumentSummary } from '#server/contracts/documents.ts'

export type PageNode = { page: DocumentSummary; children: PageNode[] }

/**
 * The pages as a tree, each level in the order of `position`. A page whose parent is not in the list (trashed, or not shared with
 * this person) stands at the top, so that nothing that may be seen is hidden.
 */
export function buildPageTree(pages: readonly DocumentSummary[]): PageNode[] {
  const nodes = new Map(pages.map((page) => [page.id, { page, children: [] as PageNode[] }]))
  const roots: PageNode[] = []
  for (const node of nodes.values()) {
    const parent = node.page.parentId ? nodes.get(node.page.parentId) : undefined
    if (parent) parent.children.push(node)
    else roots.push(node)
  }
  breakRings(nodes, roots)
  // Positions are fractional indexes: their order is that of the bytes, never of a locale.
  const sort = (level: PageNode[]) => {
    level.sort((a, b) => (a.page.position < b.page.position ? -1 : a.page.position > b.page.position ? 1 : 0))
    for (const node of level) sort(node.children)
  }
  sort(roots)
  return roots
}

/** Pages whose parents are each other's children, which only a fault makes: the first of each ring stands at the top. */
function breakRings(nodes: ReadonlyMap<string, PageNode>, roots: PageNode[]): void {
  const reached = new Set<PageNode>()
  const reach = (node: PageNode): void => {
    if (reached.has(node)) return
    reached.add(node)
    node.children.forEach(reach)
  }
  roots.forEach(reach)
  for (const node of nodes.values()) {
    if (reached.has(node)) continue
    const parent = nodes.get(node.page.parentId ?? '')
    if (parent) parent.children = parent.children.filter((child) => child !== node)
    roots.push(node)
    reach(node)
  }
}

/** The pages from the top down to `id`, itself included; for breadcrumbs. */
export function pathToPage(pages: readonly DocumentSummary[], id: string): DocumentSummary[] {
  const byId = new Map(pages.map((page) => [page.id, page]))
  const path: DocumentSummary[] = []
  for (
    let page = byId.get(id);
    page && !path.includes(page);
    page = page.parentId ? byId.get(page.parentId) : undefined
  )
    path.unshift(page)
  return path
}
