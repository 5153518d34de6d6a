import { expect, test } from 'vitest'
import { codeOf, ExplainedError, sentenceFor } from '../explained-error.ts'
import { asStartError, EmbeddedDatabaseError } from './start-error.ts'

const OWN = ', or set DATABASE_URL to a PostgreSQL server of your own (15 or newer).'

test.each([
  [
    'initdb: error: could not look up effective user ID 1234: user does not exist',
    'run Weft as a named user',
  ],
  ["/lib/libc.so.6: version `GLIBC_2.28' not found", 'use a system based on Debian or Ubuntu, not Alpine'],
  ['spawn /x/initdb ENOENT', 'use a system based on Debian or Ubuntu, not Alpine'],
  ['spawn /x/postgres ENOENT', 'use a system based on Debian or Ubuntu, not Alpine'],
  ['error while loading shared libraries: libpq.so.5', 'remove node_modules and start again'],
  ['FATAL: could not write lock file: No space left on device', 'make room'],
  ['could not create directory: Read-only file system', 'make it writable or set WEFT_DATA_DIR'],
  ['setpriv: setresuid failed: Operation not permitted', 'run it as a normal user'],
  [
    'FATAL:  data directory "/d" has wrong ownership',
    'give it back to the user that made it, with mode 0700',
  ],
  [
    'FATAL:  data directory "/d" has invalid permissions',
    'give it back to the user that made it, with mode 0700',
  ],
  ['could not open file "pg_wal": Permission denied', 'give it these rights'],
  [
    'DETAIL:  The data directory was initialized by PostgreSQL version 17, which is not compatible',
    'back them up with the release that made them, and restore the backup here',
  ],
  [
    'could not bind IPv4 address "127.0.0.1": Address already in use',
    'stop the program that holds it, or choose another',
  ],
  [
    'FATAL: could not map anonymous shared memory: Cannot allocate memory',
    'give more (docker run --shm-size=256m)',
  ],
  [
    'FATAL:  configuration file "postgresql.conf" contains errors',
    'repair the lines that postgres.log names',
  ],
  [
    'PANIC:  could not locate a valid checkpoint record',
    'restore a backup with `npm run restore -- <file> --move-aside`',
  ],
  [
    'FATAL:  could not open file "global/pg_filenode.map": No such file or directory',
    'restore a backup with `npm run restore -- <file> --move-aside`',
  ],
  ['something nobody has seen before', 'read postgres.log in the data folder'],
])('“%s” is answered with what to do: %s', (output, advice) => {
  const { message } = new EmbeddedDatabaseError('it ended', { output })
  expect(message).toMatch(/^The embedded PostgreSQL could not start because /)
  expect(message.endsWith(`: ${advice}${OWN}`)).toBe(true)
  expect(message.split('\n')).toHaveLength(1)
})

test('a hint that is given goes before what the output suggests', () => {
  const { message } = new EmbeddedDatabaseError('there is none', { hint: 'install one', output: 'ENOSPC' })
  expect(message).toBe(`The embedded PostgreSQL could not start because there is none: install one${OWN}`)
})

test('the details are the reason and the end of the log, not all of it', () => {
  const output = Array.from({ length: 500 }, (_, index) => `line ${index}`).join('\n')
  const { details } = new EmbeddedDatabaseError('it ended', { output })
  expect(details?.split('\n')).toHaveLength(13)
  expect(details).toMatch(/^it ended\nline 488\n[\s\S]*line 499$/)
})

test('a failed system call becomes such an error, anything else stays what it is', () => {
  const call = Object.assign(new Error('EACCES: permission denied, mkdir'), {
    syscall: 'mkdir',
    code: 'EACCES',
  })
  expect(asStartError(call)).toBeInstanceOf(EmbeddedDatabaseError)
  for (const other of [new Error('x'), new EmbeddedDatabaseError('y'), 'words', undefined])
    expect(asStartError(other)).toBe(other)
})

test.each([
  [new ExplainedError('Do this.'), 'Do this.'],
  [
    Object.assign(new Error('write'), { code: 'ENOSPC' }),
    'The backup failed: the disk is full. Make room and try again.',
  ],
  [
    Object.assign(new Error('write'), { code: 'EDQUOT' }),
    'The backup failed: the disk is full. Make room and try again.',
  ],
  [new Error('first\nsecond'), 'The backup failed: first (LOG_LEVEL=debug tells more).'],
  ['thrown words', 'The backup failed: thrown words (LOG_LEVEL=debug tells more).'],
  [undefined, 'The backup failed: undefined (LOG_LEVEL=debug tells more).'],
])('%s is shown as “%s”', (error, sentence) => {
  expect(sentenceFor(error, 'The backup failed')).toBe(sentence)
})

test.each([
  [Object.assign(new Error('x'), { code: '23505' }), '23505'],
  [Object.assign(new Error('x'), { code: 42 }), ''],
  [new Error('x'), ''],
  [{ code: 'ENOENT' }, ''],
  [null, ''],
])('the code of %s is %j', (error, code) => {
  expect(codeOf(error)).toBe(code)
})
