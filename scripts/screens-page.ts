import type { ScreenToShow } from './screens-to-show.ts'

/** docs/screens.md: every picture that `npm run screenshots` takes, with the sentence that belongs to it. */
export function screensPage(
  story: readonly Pick<ScreenToShow, 'name' | 'says'>[],
  outside: readonly ScreenToShow[],
  inside: readonly ScreenToShow[],
): string {
  const ofScreens = (screens: readonly ScreenToShow[]) =>
    screens.flatMap(({ name, says, phone }) => [
      { name, says },
      ...(phone ? [{ name: `${name}-phone`, says: 'The same on a phone.' }] : []),
    ])
  return [
    '# Screens',
    '',
    'Taken by `npm run screenshots` of the real product, on a server of its own; this page is written by it.',
    '',
    ...chapter('Writing, jobs and admin', story),
    ...chapter('Before one is in', ofScreens(outside)),
    ...chapter('In the workspace', ofScreens(inside)),
  ].join('\n')
}

function chapter(title: string, rows: readonly { name: string; says: string }[]): string[] {
  const picture = (name: string, theme: string) =>
    `<img alt="" src="images/${name}-${theme}.png" width="360" />`
  return [
    `## ${title}`,
    '',
    '| what | in the light | in the dark |',
    '| --- | --- | --- |',
    ...rows.map(({ name, says }) => `| ${says} | ${picture(name, 'light')} | ${picture(name, 'dark')} |`),
    '',
  ]
}
