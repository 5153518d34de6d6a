import type { AvatarFile } from '#server/accounts/read-avatar.ts'

/**
 * Answers with a picture that we encoded ourselves; nothing in it runs, and no other site may show it. The address changes with
 * the picture, so a browser keeps it for an hour; a proxy keeps nothing, since only colleagues may see it.
 */
export function avatarResponse(request: Request, { hash, bytes }: AvatarFile): Response {
  const etag = `"${hash}"`
  const headers = {
    'content-type': 'image/webp',
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'private, max-age=3600',
    etag,
  }
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers })
  return new Response(bytes, { headers: { ...headers, 'content-length': String(bytes.byteLength) } })
}
