import type { InlineRun } from '#server/contracts/document-blocks.ts'

type Mention = NonNullable<InlineRun['mention']>

const HREF = /^#(person|page)-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

/** The address by which a mention goes through Markdown. It leads nowhere: what is read of it is who or what is named. */
export function hrefOfMention({ kind, targetId }: Mention): string {
  return `#${kind}-${targetId}`
}

/** Who or what such an address names; undefined for any other address. */
export function mentionOfHref(href: string): Mention | undefined {
  const [, kind, targetId] = HREF.exec(href) ?? []
  return targetId === undefined ? undefined : { kind: kind === 'page' ? 'page' : 'person', targetId }
}
