// A load for `typing`: people who open the app's pages, ten a second in turn, as fast or slow as they are answered. Every tenth
// has an empty cache and fetches the page's files as well.
import { type Account, createPage } from '../../e2e/torture/account.ts'
import { type Done, runLoad, timed } from './background-load.ts'

const PER_SECOND = 10
const FIRST_VISIT_EVERY = 10
const PATHS = ['/', '/jobs', '/jobs/new', '/members', '/admin']

runLoad((account, done) => {
  let visits = 0
  const underWay = new Set<Promise<void>>()
  const page = createPage(account, 'Visited')
  const timer = setInterval(() => {
    const number = visits++
    const visit = timed(done, async () => {
      const paths = [...PATHS, `/documents/${await page}`]
      const path = paths[number % paths.length] ?? '/'
      return await visitPage(account, path, number % FIRST_VISIT_EVERY === 0)
    }).finally(() => underWay.delete(visit))
    underWay.add(visit)
  }, 1000 / PER_SECOND)
  return {
    async stop() {
      clearInterval(timer)
      await Promise.all(underWay)
    },
  }
})

async function visitPage(account: Account, path: string, isFirst: boolean): Promise<Done['bytes']> {
  const html = await read(account, path)
  if (!isFirst) return html.length
  const files = [...new Set(html.match(/\/_next\/static\/[^"'\\ ]+/g) ?? [])]
  const texts = await Promise.all(files.map((file) => read(account, file)))
  return texts.reduce((bytes, file) => bytes + file.length, html.length)
}

async function read({ url, cookie }: Account, path: string): Promise<string> {
  const answer = await fetch(url + path, {
    headers: { cookie, accept: 'text/html' },
    redirect: 'manual',
    signal: AbortSignal.timeout(30_000),
  })
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`)
  return await answer.text()
}
