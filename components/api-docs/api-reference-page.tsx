import type { ApiReference } from '#server/contracts/api-reference.ts'
import { WovenMark } from '../ui/woven-mark.tsx'
import { groupAnchor, problemAnchor, schemaAnchor } from './anchors.ts'
import { CHAPTERS } from './chapters.tsx'
import { CopyButtons } from './copy-buttons.tsx'
import { FieldList, FieldType } from './field-list.tsx'
import { OperationSection } from './operation-section.tsx'
import { type NavGroup, ReferenceNav } from './reference-nav.tsx'

/** The whole reference on one page, so that the browser's own search finds everything. */
export function ApiReferencePage({ reference, signedIn }: { reference: ApiReference; signedIn: boolean }) {
  const nav = <ReferenceNav groups={contentsOf(reference)} />
  return (
    <div className="mx-auto flex w-full max-w-[90rem]">
      <aside className="sticky top-0 hidden h-dvh w-72 shrink-0 overflow-y-auto border-hairline border-r bg-sunken px-5 py-6 lg:block">
        <Home version={reference.version} />
        {nav}
      </aside>
      <main className="min-w-0 flex-1 px-5 pt-6 pb-24 sm:px-8 lg:px-12 lg:pt-10">
        <details className="mb-6 rounded-lg border border-hairline bg-sunken px-4 py-3 lg:hidden">
          <summary className="font-medium">Contents</summary>
          <div className="mt-4">{nav}</div>
        </details>
        <h1 className="display text-4xl">The API of Weft</h1>
        <p className="mt-4 max-w-[60ch] text-lg text-soft">
          Everything that Weft’s own pages do goes through these calls.{' '}
          {signedIn ? '' : 'Sign in to see what owners may call besides. '}
          Programs read the same as{' '}
          <a href="/api/openapi.json" className="text-accent underline underline-offset-2">
            OpenAPI 3.1
          </a>
          .
        </p>
        {CHAPTERS.map(({ id, title, body }) => (
          <section key={id} aria-labelledby={id} className="mt-12">
            <h2 id={id} className="display scroll-mt-10 text-3xl">
              {title}
            </h2>
            {body}
            {id === 'problems' ? <ProblemTable problems={reference.problems} /> : null}
          </section>
        ))}
        {reference.groups.map(({ tag, description, operations }) => (
          <section key={tag} aria-labelledby={groupAnchor(tag)} className="mt-16">
            <h2 id={groupAnchor(tag)} className="display scroll-mt-10 text-3xl">
              {tag}
            </h2>
            <p className="mt-2 mb-6 text-lg text-soft">{description}</p>
            {operations.map((operation) => (
              <OperationSection key={operation.id} operation={operation} schemas={reference.schemas} />
            ))}
          </section>
        ))}
        <Schemas reference={reference} />
        <CopyButtons />
      </main>
    </div>
  )
}

function Home({ version }: { version: string }) {
  return (
    <a href="/" className="mb-6 flex items-center gap-2.5 text-ink">
      <WovenMark />
      <span className="display text-xl">Weft</span>
      <span className="figures text-muted text-xs">API · {version}</span>
    </a>
  )
}

function ProblemTable({ problems }: Pick<ApiReference, 'problems'>) {
  return (
    <table className="mt-6 w-full max-w-3xl text-left text-sm">
      <caption className="sr-only">All problems</caption>
      <thead>
        <tr className="text-muted text-xs">
          <th className="py-1.5 pr-4 font-normal">Status</th>
          <th className="py-1.5 pr-4 font-normal">Code</th>
          <th className="py-1.5 font-normal">When</th>
        </tr>
      </thead>
      <tbody>
        {problems.map(({ status, code, when }) => (
          <tr key={code} id={problemAnchor(code)} className="scroll-mt-10 border-hairline border-t align-top">
            <td className="figures py-2 pr-4 font-mono text-xs">{status}</td>
            <td className="py-2 pr-4 font-mono text-xs">{code}</td>
            <td className="py-2 text-soft">{when.replaceAll('`', '')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Schemas({ reference }: { reference: ApiReference }) {
  return (
    <section aria-labelledby="schemas" className="mt-16">
      <h2 id="schemas" className="display scroll-mt-10 text-3xl">
        Schemas
      </h2>
      {reference.schemas.map(({ name, field }) => (
        <section key={name} aria-labelledby={schemaAnchor(name)} className="border-hairline border-t py-6">
          <h3 id={schemaAnchor(name)} className="scroll-mt-10 font-medium font-mono text-lg">
            {name}
          </h3>
          <p className="mt-1">
            <FieldType field={field} />
          </p>
          {field.description ? <p className="mt-1 text-soft text-sm">{field.description}</p> : null}
          {field.bounds.length > 0 ? (
            <p className="mt-1 text-muted text-xs">{field.bounds.join(' · ')}</p>
          ) : null}
          {field.children.length > 0 ? (
            <div className="mt-3 max-w-3xl">
              <FieldList fields={field.children} label={`Members of ${name}`} />
            </div>
          ) : null}
        </section>
      ))}
    </section>
  )
}

function contentsOf({ groups, schemas }: ApiReference): NavGroup[] {
  return [
    {
      id: CHAPTERS[0]?.id ?? '',
      label: 'Reading',
      entries: CHAPTERS.map(({ id, title }) => ({ id, label: title })),
    },
    ...groups.map(({ tag, operations }) => ({
      id: groupAnchor(tag),
      label: tag,
      entries: operations.map(({ id, method, path, summary }) => ({ id, label: summary, method, path })),
    })),
    {
      id: 'schemas',
      label: 'Schemas',
      entries: schemas.map(({ name }) => ({ id: schemaAnchor(name), label: name })),
    },
  ]
}
