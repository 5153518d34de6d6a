import { expect, test } from 'vitest'
import { OutageLog } from './outage-log.ts'

test('an outage is one line when it begins and one when it ends, with what it cost', () => {
  const lines: string[] = []
  const keep = (level: string) => (fields: object, message: string) =>
    void lines.push(`${level} ${message}${'missed' in fields ? ` after ${fields.missed}` : ''}`)
  const log = { warn: keep('warn'), info: keep('info'), debug: keep('debug') }
  const outage = new OutageLog(log as never)
  outage.answered()
  for (let n = 0; n < 3; n++) outage.failed(new Error('ECONNREFUSED'), '/')
  outage.answered()
  outage.answered()
  outage.failed(new Error('ECONNREFUSED'), '/')
  expect(lines).toEqual([
    'warn web could not be reached; further requests are counted',
    'debug web could not be reached',
    'debug web could not be reached',
    'info web answers again after 3',
    'warn web could not be reached; further requests are counted',
  ])
})
