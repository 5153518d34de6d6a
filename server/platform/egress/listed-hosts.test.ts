import { expect, test } from 'vitest'
import { destinationOf, readListedHost } from './listed-hosts.ts'

test.each([
  ['127.0.0.1:11434', { host: '127.0.0.1', port: 11_434 }],
  [' Ollama:80 ', { host: 'ollama', port: 80 }],
  ['[::1]:8000', { host: '[::1]', port: 8000 }],
  ['[0:0:0:0:0:0:0:1]:8000', { host: '[::1]', port: 8000 }],
  ['127.1:65535', { host: '127.0.0.1', port: 65_535 }],
])('%s is read', (text, pair) => {
  expect(readListedHost(text)).toEqual(pair)
})

test.each([
  '127.0.0.1',
  'http://a:1',
  'a:0',
  'a:65536',
  'a:1/x',
  'user@a:1',
  '::1:80',
  '*:80:80',
  '',
  'a b:1',
])('"%s" is no host with a port', (text) => {
  expect(readListedHost(text)).toBeUndefined()
})

test.each([
  ['https://models.example/v1', { host: 'models.example', port: 443 }],
  ['http://models.example/v1', { host: 'models.example', port: 80 }],
  ['https://models.example:80/v1', { host: 'models.example', port: 80 }],
  ['http://2130706433:11434/v1', { host: '127.0.0.1', port: 11_434 }],
])('%s leads to its port, implied or written', (address, destination) => {
  expect(destinationOf(new URL(address))).toEqual(destination)
})
