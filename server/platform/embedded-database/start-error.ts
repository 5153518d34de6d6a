const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /could not look up effective user ID/,
    'The user id has no entry in /etc/passwd, which initdb needs. Run as a named user.',
  ],
  [
    /GLIBC|ld-linux|musl|cannot execute|ENOENT.*postgres/,
    'This system has no glibc, or one older than 2.27. Use an image based on Debian or Ubuntu, not Alpine.',
  ],
  [
    /error while loading shared libraries/,
    'A shared library is missing. Remove node_modules and install again.',
  ],
  [/No space left|ENOSPC/, 'The disk is full.'],
  [/Read-only file system|EROFS/, 'The data folder is read-only.'],
  [
    /setpriv: .*(Operation not permitted|failed)/,
    'The container runs as root without capabilities. Run it as a normal user.',
  ],
  [
    /Permission denied|EACCES/,
    'The data folder or node_modules cannot be read by the account of the database.',
  ],
  [
    /EPERM|Operation not permitted/,
    'The system forbids this to root (dropped capabilities?). Run as a normal user.',
  ],
  [
    /incompatible with server|initialized by PostgreSQL version/,
    'The data belong to another major version of PostgreSQL. Export them with the release that made them.',
  ],
  [/Address already in use|could not bind/, 'The port is taken.'],
  [
    /could not (create|map|resize) .*shared memory/,
    'The system gives too little shared memory (docker run --shm-size=256m).',
  ],
]

/** Why the embedded database does not run: one cause, what to do about it, and the last lines of its log. */
export class EmbeddedDatabaseError extends Error {
  override readonly name = 'EmbeddedDatabaseError'

  constructor(
    reason: string,
    { hint, output = '', cause }: { hint?: string; output?: string; cause?: unknown } = {},
  ) {
    const advice = hint ?? HINTS.find(([pattern]) => pattern.test(`${output}\n${reason}`))?.[1]
    const lines = output.trim().split('\n').slice(-6).join('\n     ')
    super(
      [
        `The embedded PostgreSQL could not start: ${reason}.`,
        ...(advice ? [`  ${advice}`] : []),
        ...(lines ? [`  The last lines of its log:\n     ${lines}`] : []),
        '  Or set DATABASE_URL to use a PostgreSQL server of your own (15 or newer).',
      ].join('\n'),
      cause === undefined ? undefined : { cause },
    )
  }
}

/** Gives a failed system call the same shape as every other reason; passes other errors on. */
export function asStartError(error: unknown): unknown {
  if (error instanceof EmbeddedDatabaseError || !(error instanceof Error) || !('syscall' in error))
    return error
  return new EmbeddedDatabaseError(error.message, { cause: error })
}
