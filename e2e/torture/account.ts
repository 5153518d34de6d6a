/** A signed-in person on a running Weft, over its public API alone. */
export type Account = { url: string; cookie: string; documentId: string }

/** Fills the first-run form. Must be the first call on an empty installation. */
export async function firstRun(url: string): Promise<Account> {
  const answer = await fetch(`${url}/api/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({
      name: 'Torture',
      email: 'torture@weft.example',
      password: 'a password for torture',
      workspaceName: 'Torture chamber',
    }),
  })
  if (!answer.ok) throw new Error(`first run answered ${answer.status}: ${await answer.text()}`)
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const account = { url, cookie, documentId: '' }
  return { ...account, documentId: await createPage(account, 'Torture') }
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
