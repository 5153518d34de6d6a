import { ExplainedError } from '../explained-error.ts'

type Advice = readonly [pattern: RegExp, reason: string, hint: string]

// What PostgreSQL, initdb, the kernel or a shell says, what it means, and what to do about it. The first that fits counts.
const ADVICE: readonly Advice[] = [
  [
    /could not look up effective user ID/,
    'its user id has no entry in /etc/passwd',
    'run Weft as a named user',
  ],
  [
    // Where its loader is missing, the kernel says that of the program itself.
    /GLIBC|ld-linux|musl|cannot execute|ENOENT.*postgres|(?:postgres|initdb) ENOENT/,
    'this system has no glibc, or one older than 2.27',
    'use a system based on Debian or Ubuntu, not Alpine',
  ],
  [
    /error while loading shared libraries/,
    'a shared library is missing',
    'remove node_modules and start again',
  ],
  [/No space left|ENOSPC|EDQUOT/, 'the disk is full', 'make room'],
  [/Read-only file system|EROFS/, 'the data folder is read-only', 'make it writable or set WEFT_DATA_DIR'],
  [
    /setpriv: .*(Operation not permitted|failed)/,
    'the container runs as root without capabilities',
    'run it as a normal user',
  ],
  [
    /has wrong ownership|data directory .* has invalid permissions/,
    'the data folder belongs to another user or is open to others',
    'give it back to the user that made it, with mode 0700',
  ],
  [
    /Permission denied|EACCES/,
    'its account may not read or write the data folder or node_modules',
    'give it these rights',
  ],
  [
    /EPERM|Operation not permitted/,
    'the system forbids this to root (dropped capabilities?)',
    'run Weft as a normal user',
  ],
  [
    /incompatible with server|initialized by PostgreSQL version/,
    'the data belong to another major version of PostgreSQL',
    'back them up with the release that made them, and restore the backup here',
  ],
  [
    /Address already in use|could not bind/,
    'the port of EMBEDDED_PG_PORT is taken',
    'stop the program that holds it, or choose another',
  ],
  [
    /could not (create|map|resize) .*shared memory/,
    'the system gives too little shared memory',
    'give more (docker run --shm-size=256m)',
  ],
  [
    /configuration file .* contains errors/,
    'its postgresql.conf contains errors',
    'repair the lines that postgres.log names',
  ],
  [
    /control file|checkpoint record|PANIC|invalid primary|could not (open|read|access) (file|directory)|data directory .* (missing|invalid)|is not a valid data directory|could not find the database system|contains no data|bogus data|invalid data in file/,
    'its files are damaged',
    'restore a backup with `npm run restore -- <file> --move-aside`',
  ],
]

/**
 * Why the embedded database does not run: the cause and what to do about it, in one sentence. The last lines of the server's
 * log are the details.
 */
export class EmbeddedDatabaseError extends ExplainedError {
  override readonly name = 'EmbeddedDatabaseError'

  constructor(
    reason: string,
    { hint, output = '', cause }: { hint?: string; output?: string; cause?: unknown } = {},
  ) {
    const known = hint ? undefined : ADVICE.find(([pattern]) => pattern.test(`${output}\n${reason}`))
    const what = known?.[1] ?? reason
    const advice = hint ?? known?.[2] ?? 'read postgres.log in the data folder'
    super(
      `The embedded PostgreSQL could not start because ${what}: ${advice}, or set DATABASE_URL to a PostgreSQL server of your own (15 or newer).`,
      { details: [reason, ...output.trim().split('\n').slice(-12)].join('\n'), cause },
    )
  }
}

/** Gives a failed system call the same shape as every other reason; passes other errors on. */
export function asStartError(error: unknown): unknown {
  if (error instanceof EmbeddedDatabaseError || !(error instanceof Error) || !('syscall' in error))
    return error
  return new EmbeddedDatabaseError(error.message, { cause: error })
}
