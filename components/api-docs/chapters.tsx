import type { ReactNode } from 'react'
import { CodeSample } from './code-sample.tsx'

type Chapter = { id: string; title: string; body: ReactNode }

const P = ({ children }: { children: ReactNode }) => (
  <p className="mt-3 max-w-[64ch] text-base text-soft leading-6">{children}</p>
)
const C = ({ children }: { children: string }) => (
  <code className="rounded-sm bg-sunken px-1 py-0.5 font-mono text-ink text-xs">{children}</code>
)
const Sample = (props: { label: string; text: string }) => (
  <div className="mt-4 max-w-2xl">
    <CodeSample {...props} />
  </div>
)

const PROBLEM = `HTTP/1.1 404 Not Found
Content-Type: application/problem+json
X-Request-Id: 0197a2c4-5d1e-7b3a-9f42-6c8d0e1f2a3b

{
  "type": "urn:weft:problem:not-found",
  "title": "Not found",
  "status": 404,
  "detail": "This page does not exist, or you have no access to it.",
  "code": "not-found",
  "requestId": "0197a2c4-5d1e-7b3a-9f42-6c8d0e1f2a3b",
  "retryable": false
}`

const EVENTS = `event: task
id: 1772443800000
data: {"id":"0197a2c4-…","kind":"summarise","status":"RUNNING","progress":{"done":0.5,"note":"…"}, …}

: still here
id: 1772443815000

event: documents
id: 1772443820000
data: {}`

/** What holds for every call, in the order in which one needs it. */
export const CHAPTERS: readonly Chapter[] = [
  {
    id: 'authentication',
    title: 'Authentication',
    body: (
      <>
        <P>
          Programs send an API key, which you make in Weft in your profile:{' '}
          <C>Authorization: Bearer weft_…</C>. A key acts as you, in one workspace, with the scope <C>read</C>
          , or <C>read</C> and <C>write</C>, and may expire. It is shown once and never belongs into an
          address: there it is refused.
        </P>
        <P>
          Weft’s own pages use the cookie of a session. A request that changes something and carries it must
          also name this server as its <C>Origin</C>, as browsers do; so no other site can call in your name,
          and there are no CORS headers.
        </P>
        <Sample
          label="Who am I"
          text={'curl "$WEFT_URL/api/v1/me" \\\n  -H "Authorization: Bearer $WEFT_KEY"'}
        />
      </>
    ),
  },
  {
    id: 'problems',
    title: 'Problems',
    body: (
      <>
        <P>
          Whatever is no success is a problem (RFC 9457) with a <C>code</C> of a closed list, a sentence that
          a person can act on, and the id under which the server’s log tells of the call. <C>retryable</C>{' '}
          says whether the same call may succeed later; <C>Retry-After</C> says when. What is missing and what
          you may not see answer alike.
        </P>
        <Sample label="A problem" text={PROBLEM} />
      </>
    ),
  },
  {
    id: 'pagination',
    title: 'Lists',
    body: (
      <P>
        Lists come by pages: <C>limit</C> from 1 to 100, and <C>nextCursor</C>, which you hand back as{' '}
        <C>cursor</C> until it is <C>null</C>; the header <C>Link</C> holds the same as an address. A page
        begins after an item, not after a number of them: what is added meanwhile neither repeats nor hides
        anything. A page may be shorter than its limit although more follow.
      </P>
    ),
  },
  {
    id: 'idempotency',
    title: 'Doing things once',
    body: (
      <P>
        Who gets no answer cannot know whether the call was carried out. Calls that make something take an{' '}
        <C>Idempotency-Key</C> of your own making: sent again with the same content within 24 hours, they give
        the answer of the first, with <C>Idempotency-Replayed: true</C>, and do nothing twice, whatever
        crashed in between. The same key with another content is <C>422</C>; while the first is under way it
        is <C>409</C>. Keys of different people never meet.
      </P>
    ),
  },
  {
    id: 'events',
    title: 'Events',
    body: (
      <>
        <P>
          <C>GET /api/v1/events</C> tells what changes as it happens, as server-sent events: tasks that you
          may see as they are now, that the list of pages changed, and to owners what the admin page shows.
          Events are states and no deltas: reading one twice does no harm. Come back with <C>Last-Event-ID</C>{' '}
          to be told what you missed in the last ten minutes; <C>reset</C> means that it was more, so read the
          lists anew.
        </P>
        <Sample label="A stream" text={EVENTS} />
      </>
    ),
  },
  {
    id: 'limits',
    title: 'Limits',
    body: (
      <P>
        Calls are counted for each person or key, and answers say how much is left: <C>RateLimit</C> and{' '}
        <C>RateLimit-Policy</C>. A JSON body has at most 2 MiB. While the database is away or silent every
        call answers <C>503</C> within two seconds.
      </P>
    ),
  },
]
