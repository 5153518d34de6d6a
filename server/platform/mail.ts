import { createTransport } from 'nodemailer'
import type { Config } from './config/config.ts'

export type Mail = { to: string; subject: string; text: string }

/** Sends mail. Throws when the server of the other side did not take it. */
export interface Mailer {
  send(mail: Mail): Promise<void>
  close(): void
}

// A mail server that says nothing must not hold a request or a stop.
const TIMEOUT_MS = 10_000

/**
 * The mailer of the configured SMTP server, or undefined where none is configured: mail is optional. Plain text only; what
 * people wrote stands in the text and never in a header.
 */
export function createMailer({
  smtpUrl,
  mailFrom,
}: Pick<Config, 'smtpUrl' | 'mailFrom'>): Mailer | undefined {
  if (smtpUrl === undefined) return undefined
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    // A message is text of ours: nothing in it may make the library read a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async send({ to, subject, text }) {
      await transport.sendMail({ from: mailFrom, to: { name: '', address: to }, subject, text })
    },
    close: () => transport.close(),
  }
}
