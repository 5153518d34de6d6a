import { expect, test } from 'vitest'
import type { Person } from '#server/contracts/actors.ts'
import { newId } from '#server/platform/ids.ts'
import { EventStream } from './event-stream.ts'

const workspaceId = newId()
const clock = { now: () => 1_700_000_000_000 }

function open(role: 'owner' | 'member' = 'member') {
  const person: Person = {
    ...{ kind: 'person', userId: newId(), name: 'Ada', via: { type: 'session', sessionId: newId() } },
    memberships: [{ workspaceId, role }],
  }
  const heard = { room: 0, end: 0 }
  const stream = new EventStream(
    person,
    workspaceId,
    clock,
    () => heard.room++,
    () => heard.end++,
  )
  return { stream, heard, reader: stream.body.getReader() }
}

test('what changes again and again before it is told is told once', () => {
  const { stream } = open('owner')
  const id = newId()
  for (let n = 0; n < 1000; n++) {
    stream.noteTasks([id])
    stream.noteDocuments()
    stream.noteAdmin('cache')
  }
  expect(stream.take()).toEqual({
    tasks: [id],
    others: [
      { event: 'documents', data: {} },
      { event: 'admin', data: { subject: 'cache' } },
    ],
  })
  expect(stream.isPending).toBe(false)
})

test('a reader that fell far behind is told to read anew, and nothing is kept for it one by one', () => {
  const { stream } = open()
  for (let n = 0; n < 10_000; n++) stream.noteTasks([newId()])
  expect(stream.take()).toEqual({ tasks: [], others: [{ event: 'reset', data: {} }] })
})

test('only an owner hears of what only owners see', () => {
  const { stream } = open('member')
  stream.noteAdmin('tasks')
  expect(stream.isPending).toBe(false)
})

test('a reader that takes nothing fills a bounded buffer, and is asked again when there is room', async () => {
  const { stream, heard, reader } = open()
  let written = 0
  while (stream.hasRoom && written < 10_000) {
    stream.beat()
    written++
  }
  expect(stream.hasRoom).toBe(false)
  expect(stream.fullSince).toBeDefined()
  stream.noteDocuments()
  while (heard.room === 0) await reader.read()
  expect(stream.fullSince).toBeUndefined()
  expect(stream.hasRoom).toBe(true)
})

test('an event is written as a browser reads it', async () => {
  const { stream, reader } = open()
  stream.greet(2000)
  stream.write({ event: 'reset', data: {} })
  stream.beat()
  stream.end()
  let text = ''
  for (let part = await reader.read(); !part.done; part = await reader.read())
    text += new TextDecoder().decode(part.value)
  expect(text).toBe(
    'retry: 2000\nevent: ready\nid: 1700000000000\ndata: {}\n\n' +
      'event: reset\nid: 1700000000000\ndata: {}\n\n: still here\nid: 1700000000000\n\n',
  )
})

test('writing after the end, or after the reader left, does nothing', async () => {
  const ended = open()
  ended.stream.end()
  ended.stream.end()
  ended.stream.beat()
  const left = open()
  await left.reader.cancel()
  left.stream.beat()
  expect(left.heard.end).toBe(1)
  expect(left.stream.hasRoom).toBe(false)
})
