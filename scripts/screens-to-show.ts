// Which screens have a picture of their own in docs/images, beside those that tell a story in take-screenshots.ts.
import type { Page } from '@playwright/test'

export type ScreenToShow = {
  /** The name of the picture, before its theme. */
  name: string
  path: string
  /** Main screens are shown on a phone too. */
  phone?: boolean
  /** What a person does there until the picture can be taken. */
  open?: (page: Page) => Promise<void>
}

/** Before one is in. */
export function doors(links: { invitation: string; reset: string }): readonly ScreenToShow[] {
  return [
    { name: 'sign-in', path: '/sign-in', phone: true },
    { name: 'sign-up', path: '/sign-up' },
    { name: 'forgot-password', path: '/forgot-password' },
    {
      name: 'reset-password',
      path: links.reset,
      open: (page) => page.getByLabel('New password').waitFor(),
    },
    { name: 'invitation', path: links.invitation },
  ]
}

/** For the owner, once there are pages, people and jobs. */
export const ROOMS: readonly ScreenToShow[] = [
  { name: 'home', path: '/', phone: true },
  { name: 'jobs', path: '/jobs', phone: true },
  { name: 'new-job-on-a-file', path: '/jobs/new?kind=resize-image' },
  { name: 'members', path: '/members', phone: true },
  { name: 'invite', path: '/members', open: press('Invite') },
  {
    name: 'erase-person',
    path: '/members',
    async open(page) {
      await press('Actions for Ben Okri')(page)
      await page.getByRole('menuitem', { name: 'Erase this person' }).click()
    },
  },
  { name: 'profile', path: '/profile', phone: true },
  { name: 'new-key', path: '/profile', open: press('New key') },
  { name: 'settings', path: '/settings' },
  { name: 'trash', path: '/trash' },
  { name: 'admin-cache', path: '/admin?tab=cache' },
  { name: 'admin-recovery', path: '/admin?tab=recovery' },
  { name: 'admin-health', path: '/admin?tab=health' },
  { name: 'api-docs', path: '/api/docs' },
  { name: 'nothing-here', path: '/nowhere' },
]

function press(name: string) {
  return (page: Page): Promise<void> => page.getByRole('button', { name, exact: true }).click()
}
