/** A signed-in person on a running Weft, over its public API alone. */
export type Account = { url: string; cookie: string; documentId: string }

const EMAIL = 'torture@weft.example'
const PASSWORD = 'a password for torture'

/** Fills the first-run form. Must be the first call on an empty installation. */
export async function firstRun(url: string): Promise<Account> {
  const account = await enter(url, '/api/v1/setup', {
    name: 'Torture',
    email: EMAIL,
    password: PASSWORD,
    workspaceName: 'Torture chamber',
  })
  return { ...account, documentId: await createPage(account, 'Torture') }
}

/** Signs the person of `firstRun` in again. */
export function signIn(url: string): Promise<Account> {
  return enter(url, '/api/v1/session', { email: EMAIL, password: PASSWORD })
}

/** Invites somebody into the workspace of `owner` and accepts for them. */
export async function joinByInvitation(owner: Account, name: string): Promise<Account> {
  const { link } = await call<{ link: string }>(owner, 'POST', '/api/v1/invitations', {
    email: `${name}@weft.example`,
  })
  return enter(owner.url, `/api/v1/invitations/offer/${link.split('/').at(-1)}`, { name, password: PASSWORD })
}

async function enter(url: string, path: string, body: unknown): Promise<Account> {
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  return { url, cookie, documentId: '' }
}

export async function createPage(account: Account, title: string): Promise<string> {
  const { id } = await call<{ id: string }>(account, 'POST', '/api/v1/documents', { title })
  return id
}

/** One call of the API; throws with the answer's text unless it succeeded. */
export async function call<T>(account: Account, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(account.url + path, {
    method,
    headers: { 'content-type': 'application/json', origin: account.url, cookie: account.cookie },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(20_000),
  })
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as T
}
