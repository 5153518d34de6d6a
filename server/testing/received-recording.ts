import { z } from 'zod'

/** What a transcription server was sent: the fields of the form, and its file. */
export type ReceivedRecording = {
  authorization: string | undefined
  fields: Readonly<Record<string, string>>
  file: { name: string; type: string; bytes: Buffer }
}

/** Reads a form as such a server does, by the rules of RFC 7578. Throws for what is none, or has no file. */
export async function readRecording(
  headers: { 'content-type'?: string | undefined; authorization?: string | undefined },
  body: Buffer,
): Promise<ReceivedRecording> {
  const type = headers['content-type'] ?? ''
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
  const file = z.instanceof(File).parse(form.get('file'))
  const fields: Record<string, string> = {}
  for (const [name, value] of form) if (typeof value === 'string') fields[name] = value
  const bytes = Buffer.from(await file.arrayBuffer())
  return { authorization: headers.authorization, fields, file: { name: file.name, type: file.type, bytes } }
}
