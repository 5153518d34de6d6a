import { expect, test } from 'vitest'
import type { DocumentSummary } from '#server/contracts/documents.ts'
import { buildPageTree, pathToPage } from './build-page-tree.ts'

function page(id: string, parentId: string | null, position: string): DocumentSummary {
  const moment = '2026-11-22T12:00:00.000Z'
  return {
    id,
    title: id,
    preview: '',
    parentId,
    position,
    role: 'owner',
    editedAt: moment,
    createdAt: moment,
    trashedAt: null,
  }
}

test('children stand below their parent, in the order of the bytes of their position', () => {
  const tree = buildPageTree([
    page('c', 'root', 'a1'),
    page('root', null, 'a0'),
    page('a', 'root', 'Zz'),
    page('b', 'root', 'a0'),
  ])
  expect(tree.map((node) => node.page.id)).toEqual(['root'])
  expect(tree[0]?.children.map((node) => node.page.id)).toEqual(['a', 'b', 'c'])
})

test('a page whose parent may not be seen stands at the top', () => {
  const tree = buildPageTree([page('orphan', 'unseen', 'a0'), page('child', 'orphan', 'a0')])
  expect(tree.map((node) => node.page.id)).toEqual(['orphan'])
  expect(tree[0]?.children.map((node) => node.page.id)).toEqual(['child'])
})

test('a ring of parents, which only a fault makes, hides no page and ends', () => {
  const ring = [page('a', 'c', 'a0'), page('b', 'a', 'a0'), page('c', 'b', 'a0'), page('d', 'c', 'a0')]
  const names: string[] = []
  const walk = (level: ReturnType<typeof buildPageTree>): void => {
    for (const node of level) {
      names.push(node.page.id)
      walk(node.children)
    }
  }
  walk(buildPageTree([...ring, page('own', 'own', 'a0'), page('top', null, 'a1')]))
  expect(names.sort()).toEqual(['a', 'b', 'c', 'd', 'own', 'top'])
})

test('the path to a page begins at the top and ends even if parents form a ring', () => {
  const pages = [page('a', null, 'a'), page('b', 'a', 'a'), page('c', 'b', 'a')]
  expect(pathToPage(pages, 'c').map((step) => step.id)).toEqual(['a', 'b', 'c'])
  expect(pathToPage([page('x', 'y', 'a'), page('y', 'x', 'a')], 'x').map((step) => step.id)).toEqual([
    'y',
    'x',
  ])
})
