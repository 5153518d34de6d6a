// Which screens have a picture in docs/images, and what docs/screens.md says of each.
import type { Page } from '@playwright/test'

export type ScreenToShow = {
  /** The name of the picture, before its theme. */
  name: string
  /** What one sees there, in one sentence. */
  says: string
  path: string
  /** Main screens are shown on a phone too. */
  phone?: boolean
  /** What a person does there until the picture can be taken. */
  open?: (page: Page) => Promise<void>
}

/** What take-screenshots.ts takes while it tells its story: somebody begins, two others come, jobs run. */
export const STORY: readonly Pick<ScreenToShow, 'name' | 'says'>[] = [
  { name: 'first-run', says: 'The one form of a new server: who one is, and what the workspace is called.' },
  { name: 'first-run-phone', says: 'The same on a phone.' },
  {
    name: 'page-two-cursors',
    says: 'A page that several people write on, with their cursors and the honest word beside the title.',
  },
  { name: 'page-phone', says: 'The same page on a phone, with the others’ cursors.' },
  {
    name: 'job-waiting',
    says: 'A job that has to wait, where its result will come: it says what for, and can be cancelled.',
  },
  { name: 'job-waiting-phone', says: 'The same on a phone.' },
  {
    name: 'job-writing',
    says: 'A job writes its result into the page, beside two people: it is among those present, and can be stopped.',
  },
  { name: 'job-writing-phone', says: 'The same on a phone.' },
  { name: 'scan-result', says: 'A scan in a page, and the text read from it, to be accepted or rejected.' },
  { name: 'job-form', says: 'A new job: kinds by groups, to be searched.' },
  { name: 'job-result', says: 'A finished job: the result, how sure it is, and where it comes from.' },
  { name: 'admin', says: 'Admin: tasks with their states, filters, and what can be done with many at once.' },
  { name: 'admin-phone', says: 'The same on a phone.' },
]

/** Before one is in. */
export function doors(links: { invitation: string; reset: string; page: string }): readonly ScreenToShow[] {
  return [
    { name: 'sign-in', says: 'Signing in.', path: '/sign-in', phone: true },
    { name: 'sign-up', says: 'Making an account, where the workspace lets anybody in.', path: '/sign-up' },
    { name: 'forgot-password', says: 'Asking for a link to a new password.', path: '/forgot-password' },
    {
      name: 'reset-password',
      says: 'Choosing a new password by that link.',
      path: links.reset,
      open: (page) => page.getByLabel('New password').waitFor(),
    },
    { name: 'invitation', says: 'What an invitation offers to whoever got it.', path: links.invitation },
    {
      name: 'shared-page',
      says: 'A page by a link, for somebody without an account.',
      path: links.page,
      phone: true,
      open: (page) => page.getByRole('textbox', { name: 'Text of the page' }).waitFor(),
    },
    {
      name: 'link-ended',
      says: 'A link that was revoked, or whose time is over.',
      path: '/shared/ended',
    },
  ]
}

/** For the owner, once there are pages, people and jobs. */
export function rooms(paths: { page: string; blocks: string; job: string }): readonly ScreenToShow[] {
  return [
    { name: 'home', says: 'Where one begins: the pages that were written on last.', path: '/', phone: true },
    {
      name: 'blocks',
      says: 'Blocks of a page: to-dos, a table, a callout, coloured code, a toggle.',
      path: paths.blocks,
      phone: true,
      open: async (page) => {
        await page.getByText('What the weavers keep').first().waitFor()
      },
    },
    {
      name: 'block-menu',
      says: 'What can be done with a block: turned into another, moved, duplicated, linked to.',
      path: paths.blocks,
      async open(page) {
        await page.getByText('Each loom has a book').click()
        await page.keyboard.press('Control+/')
        await page.getByRole('menuitem', { name: 'Copy link to block' }).waitFor()
      },
    },
    {
      name: 'slash-menu',
      says: 'What / offers in an empty line.',
      path: paths.blocks,
      async open(page) {
        await page.getByText('Each loom has a book').click()
        await page.keyboard.press('End')
        await page.keyboard.press('Enter')
        await page.keyboard.type('/')
        await page.getByRole('option', { name: 'Heading 1' }).waitFor()
      },
    },
    {
      name: 'contents',
      says: 'The contents of a page, and how long it is.',
      path: paths.page,
      open: press('Contents'),
    },
    {
      name: 'page-jobs',
      says: 'The jobs of a page beside it.',
      path: paths.page,
      open: (page) => page.getByRole('button', { name: /^Jobs/ }).first().click(),
    },
    {
      name: 'share',
      says: 'Sharing: who may open the page, and links for everybody else.',
      path: paths.page,
      phone: true,
      async open(page) {
        await press('Share')(page)
        await page.getByText('Ben Okri').last().waitFor()
      },
    },
    {
      name: 'offline',
      says: 'Without a network: what one types stays on this device, and the screen says so.',
      path: paths.page,
      async open(page) {
        await page.getByText('Saved').first().waitFor()
        await page.context().setOffline(true)
        await page
          .getByRole('status')
          .filter({ hasText: /offline|reach/i })
          .first()
          .waitFor()
      },
    },
    {
      name: 'shortcuts',
      says: 'Every shortcut, at ?.',
      path: '/',
      open: (page) => page.keyboard.press('?'),
    },
    { name: 'jobs', says: 'All jobs, with what came of them.', path: '/jobs', phone: true },
    {
      name: 'new-job-on-a-file',
      says: 'A job on a picture: the page that holds it, the file, and what the kind asks for.',
      path: '/jobs/new?kind=resize-image',
      phone: true,
    },
    {
      name: 'job-names',
      says: 'Names and facts found in a text, marked where they stand.',
      path: paths.job,
      phone: true,
      open: (page) => page.getByText('Finished').first().waitFor({ timeout: 60_000 }),
    },
    { name: 'members', says: 'The people of the workspace.', path: '/members', phone: true },
    { name: 'invite', says: 'Inviting somebody.', path: '/members', open: press('Invite') },
    {
      name: 'erase-person',
      says: 'Erasing somebody for good, and what stays of them.',
      path: '/members',
      async open(page) {
        await press('Actions for Ben Okri')(page)
        await page.getByRole('menuitem', { name: 'Erase this person' }).click()
      },
    },
    {
      name: 'profile',
      says: 'One’s own name, picture, colour, sessions and keys.',
      path: '/profile',
      phone: true,
    },
    { name: 'new-key', says: 'Making an API key.', path: '/profile', open: press('New key') },
    { name: 'settings', says: 'What holds for the whole workspace.', path: '/settings' },
    {
      name: 'trash',
      says: 'Pages that were thrown away, to be put back or deleted for good.',
      path: '/trash',
    },
    {
      name: 'admin-overview',
      says: 'Admin: what waits and runs, over time.',
      path: '/admin',
      phone: true,
    },
    {
      name: 'admin-task',
      says: 'One task: its timeline, who was asked and what they said, and the page it belongs to.',
      path: '/admin?tab=tasks',
      async open(page) {
        await page.locator('tbody tr').first().getByRole('button').first().click()
        await page.getByRole('heading', { name: 'Timeline' }).waitFor()
      },
    },
    {
      name: 'admin-dead-letters',
      says: 'Tasks that failed for good, by cause.',
      path: '/admin?tab=dead-letters',
    },
    { name: 'admin-cache', says: 'What the cache keeps and what it saved.', path: '/admin?tab=cache' },
    {
      name: 'admin-recovery',
      says: 'Providers, who answered, and what failed.',
      path: '/admin?tab=recovery',
    },
    {
      name: 'admin-health',
      says: 'Each part of the machine, how it is and how it was.',
      path: '/admin?tab=health',
      phone: true,
    },
    { name: 'admin-audit', says: 'Who did what.', path: '/admin?tab=audit' },
    { name: 'api-docs', says: 'The reference of the API.', path: '/api/docs', phone: true },
    { name: 'nothing-here', says: 'An address that leads nowhere.', path: '/nowhere' },
  ]
}

function press(name: string) {
  return (page: Page): Promise<void> => page.getByRole('button', { name, exact: true }).click()
}
