import type { Account } from './account.ts'

/** Uploads bytes to the account's page; the answer as it is, for whoever expects a refusal. */
export function upload(account: Account, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<Response> {
  const query = new URLSearchParams({ name })
  return fetch(`${account.url}/api/v1/documents/${account.documentId}/attachments?${query}`, {
    method: 'POST',
    headers: { origin: account.url, cookie: account.cookie, 'content-type': 'application/octet-stream' },
    body: bytes,
  })
}

/** The bytes of an uploaded file. */
export async function download(account: Account, id: string): Promise<Buffer> {
  const answer = await fetch(`${account.url}/api/v1/attachments/${id}`, {
    headers: { cookie: account.cookie },
  })
  if (!answer.ok) throw new Error(`the attachment ${id} answered ${answer.status}`)
  return Buffer.from(await answer.arrayBuffer())
}
