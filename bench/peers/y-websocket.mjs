// node bench/peers/y-websocket.mjs PORT DIRECTORY: the y-websocket server, in its newest version that runs on yjs 13, with the
// LevelDB persistence that it brings (environment YPERSISTENCE). Its own server.js, with a port of 127.0.0.1 and a word when ready.
import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'

const [port, directory] = process.argv.slice(2)
if (directory) process.env.YPERSISTENCE = directory
// After the environment is set: it is read when the module is loaded.
const { setupWSConnection } = await import('@y/websocket-server/utils')

const sockets = new WebSocketServer({ noServer: true })
sockets.on('connection', setupWSConnection)
const server = createServer((_request, response) => response.end('okay'))
server.on('upgrade', (request, socket, head) =>
  sockets.handleUpgrade(request, socket, head, (ws) => sockets.emit('connection', ws, request)),
)
server.listen(Number(port), '127.0.0.1', () => process.send?.({ type: 'ready' }))
process.on('SIGTERM', () => process.exit())
process.on('disconnect', () => process.exit())
