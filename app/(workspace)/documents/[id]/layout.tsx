import { readPage } from './read-page.ts'

/** Asks who may before the skeleton of the page is sent: after that the status can no longer be 404. */
export default async function DocumentLayout({ children, params }: LayoutProps<'/documents/[id]'>) {
  await readPage((await params).id)
  return children
}
