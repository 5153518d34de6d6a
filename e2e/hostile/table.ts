/** One start that was really tried. */
export type Attempt = { tried: string; printed: string; code: number | null }

const HEAD = `# Hostile starts

What Weft says when it cannot start, and what it puts up with. Each line was really tried, by \`npm run starts\`, which writes
this file; \`npm test\` tries them again. Paths, ports and numbers of processes differ from run to run and are shown as \`...\`.
A start that is refused prints one sentence, ends at once, and leaves its details to the log at \`LOG_LEVEL=debug\`.

| what was tried | what it printed | exit code |
| --- | --- | --- |
`

/** The table as Markdown, without what differs from run to run. */
export function starts(attempts: readonly Attempt[]): string {
  const rows = attempts.map(
    ({ tried, printed, code }) => `| ${cell(tried)} | ${cell(steady(printed))} | ${code ?? '-'} |`,
  )
  return `${HEAD}${rows.join('\n')}\n`
}

function steady(text: string): string {
  return text
    .replaceAll(/\/tmp\/weft-hostile-\w+/g, '...')
    .replaceAll(/held by .*? \(process \d+\)/g, 'held by node ... (process ...)')
    .replaceAll(/weft_hostile_\d+/g, 'weft')
    .replaceAll(/(127\.0\.0\.1):\d{2,}/g, '$1:...')
    .replaceAll(/[Pp]ort \d+/g, 'port ...')
    .replace(/^port/, 'Port')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
