// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { renderHook } from '#server/testing/render-hook.ts'
import { useFrozenList } from './frozen-list.ts'

type Row = { id: string }
const pages = (...lists: string[][]) => ({
  pages: lists.map((ids) => ({ items: ids.map((id): Row => ({ id })) })),
})

async function list() {
  const props: { data: ReturnType<typeof pages> | undefined; paused: boolean; key: string } = {
    ...{ data: undefined, paused: false, key: 'all' },
  }
  const hook = await renderHook(() => useFrozenList(props.data, props.paused, props.key))
  return {
    async set(change: Partial<typeof props>) {
      Object.assign(props, change)
      await hook.rerender()
      const { rows, news } = hook.now()
      return [rows?.map(({ id }) => id).join(''), news]
    },
  }
}

test('a list that nobody reads follows what comes', async () => {
  const { set } = await list()
  expect(await set({ data: pages(['a', 'b']) })).toEqual(['ab', 0])
  expect(await set({ data: pages(['c', 'a', 'b']) })).toEqual(['cab', 0])
})

test('while it is read it stands still and counts what came at its top; then it shows it', async () => {
  const { set } = await list()
  await set({ data: pages(['a', 'b']) })
  expect(await set({ paused: true, data: pages(['d', 'c', 'a', 'b']) })).toEqual(['ab', 2])
  expect(await set({ data: pages(['e', 'd', 'c', 'a', 'b']) })).toEqual(['ab', 3])
  expect(await set({ paused: false })).toEqual(['edcab', 0])
})

test('rows that moved out of sight are no news; a first page without a known row is all news', async () => {
  const { set } = await list()
  await set({ data: pages(['a', 'b'], ['c']) })
  expect(await set({ paused: true, data: pages(['a', 'b'], ['c', 'd']) })).toEqual(['abc', 0])
  expect(await set({ data: pages(['x', 'y'], ['a', 'b']) })).toEqual(['abc', 2])
})

test('another filter is another question, and is answered even while one reads', async () => {
  const { set } = await list()
  await set({ data: pages(['a']), paused: true })
  expect(await set({ key: 'failed', data: pages(['f']) })).toEqual(['f', 0])
  expect(await set({ data: pages(['g', 'f']) })).toEqual(['f', 1])
})

test('a list that loads while it is read shows its first answer', async () => {
  const { set } = await list()
  expect(await set({ paused: true })).toEqual([undefined, 0])
  expect(await set({ data: pages(['a']) })).toEqual(['a', 0])
})
