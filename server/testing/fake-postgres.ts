import { createServer, type Socket } from 'node:net'

/** What a server says of itself when it is asked; see `inspectServer`. */
export type FakeFacts = Partial<{
  number: string
  standby: 't' | 'f'
  readOnly: 'on' | 'off'
  seconds: string
}>

const COLUMNS = ['number', 'encoding', 'readOnly', 'standby', 'schema', 'mayCreate', 'person', 'database']
const TEXT_TYPE = 25
const BOOLEAN_TYPE = 16
const SSL_REQUEST = 80_877_103

/**
 * Speaks as much of PostgreSQL's protocol as a start needs to see what it deals with: for servers that no machine of ours has,
 * a version that is too old or a standby. `refuse` answers every connection with that error code.
 */
export async function fakePostgres(
  facts: FakeFacts,
  refuse?: string,
): Promise<{ port: number; close: () => void }> {
  const values: Record<string, string> = {
    number: '150004',
    encoding: 'UTF8',
    readOnly: 'off',
    standby: 'f',
    schema: 'public',
    mayCreate: 't',
    person: 'weft',
    database: 'weft',
    ...facts,
  }
  let sessions = 0
  const server = createServer((socket) => {
    const pid = ++sessions
    let greeted = false
    socket.on('error', () => socket.destroy())
    socket.on('data', (bytes) => {
      if (!greeted && bytes.readInt32BE(4) === SSL_REQUEST) {
        socket.write('N')
      } else if (!greeted) {
        greeted = true
        if (refuse) socket.end(errorMessage(refuse))
        else socket.write(Buffer.concat([message('R', int32(0)), READY]))
      } else if (bytes[0] === 'Q'.charCodeAt(0)) {
        answer(socket, bytes.includes('pg_backend_pid') ? { pid: String(pid) } : withSeconds(values))
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return { port: typeof address === 'object' && address ? address.port : 0, close: () => server.close() }
}

function withSeconds(values: Record<string, string>): Record<string, string> {
  const known = Object.fromEntries(COLUMNS.map((name) => [name, values[name] ?? '']))
  return { ...known, seconds: values.seconds ?? String(Date.now() / 1000) }
}

function answer(socket: Socket, row: Record<string, string>): void {
  const names = Object.keys(row)
  const fields = names.map((name) =>
    Buffer.concat([
      Buffer.from(`${name}\0`),
      int32(0),
      int16(0),
      int32(row[name] === 't' || row[name] === 'f' ? BOOLEAN_TYPE : TEXT_TYPE),
      int16(-1),
      int32(-1),
      int16(0),
    ]),
  )
  const cells = Object.values(row).map((value) =>
    Buffer.concat([int32(Buffer.byteLength(value)), Buffer.from(value)]),
  )
  socket.write(
    Buffer.concat([
      message('T', int16(names.length), ...fields),
      message('D', int16(names.length), ...cells),
      message('C', Buffer.from('SELECT 1\0')),
      READY,
    ]),
  )
}

function errorMessage(code: string): Buffer {
  return message('E', Buffer.from(`SFATAL\0VFATAL\0C${code}\0Mrefused by a fake server\0\0`))
}

function message(type: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body])
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}

const READY = message('Z', Buffer.from('I'))
