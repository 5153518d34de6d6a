/**
 * `fetch` for an upload, telling how much of it has left: a share from 0 to 1. Browsers tell that to an XMLHttpRequest only.
 * Rejects as `fetch` does: with the signal's reason when it was aborted, with a `TypeError` when there was no answer.
 */
export function sendWithProgress(
  url: string,
  init: { method: string; headers: Record<string, string>; body: Blob; signal: AbortSignal },
  onProgress: (share: number) => void,
): Promise<Response> {
  const { method, headers, body, signal } = init
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const abort = () => request.abort()
    request.open(method, url)
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0)
    request.onload = () =>
      resolve(
        new Response(hasNoBody(request.status) ? null : request.responseText, {
          status: request.status,
          headers: readHeaders(request.getAllResponseHeaders()),
        }),
      )
    request.onerror = () => reject(new TypeError('The upload met no server.'))
    request.onabort = () =>
      reject(signal.reason ?? new DOMException('The upload was given up.', 'AbortError'))
    request.onloadend = () => signal.removeEventListener('abort', abort)
    if (signal.aborted) {
      reject(signal.reason)
      return
    }
    signal.addEventListener('abort', abort)
    request.send(body)
  })
}

function hasNoBody(status: number): boolean {
  return status === 204 || status === 304
}

function readHeaders(lines: string): Headers {
  const headers = new Headers()
  for (const line of lines.trim().split(/[\r\n]+/)) {
    const at = line.indexOf(':')
    if (at > 0) headers.append(line.slice(0, at).trim(), line.slice(at + 1).trim())
  }
  return headers
}
