import type {
  ReferenceContent,
  ReferenceOperation,
  ReferenceSchema,
} from '#server/contracts/api-reference.ts'
import { Badge } from '../ui/badge.tsx'
import { problemAnchor } from './anchors.ts'
import { CodeSample } from './code-sample.tsx'
import { FieldList, FieldType } from './field-list.tsx'
import { MethodBadge } from './method-badge.tsx'

/** One call: what it does, what it takes, what comes back, what can go wrong; examples beside it where there is room. */
export function OperationSection({
  operation,
  schemas,
}: {
  operation: ReferenceOperation
  schemas: readonly ReferenceSchema[]
}) {
  const membersOf = (content: ReferenceContent) =>
    schemas.find(({ name }) => name === content.schema?.type)?.field.children ??
    content.schema?.children ??
    []
  const { id, method, path, summary, description, parameters, body, answers, problems, curl } = operation
  return (
    <section
      aria-labelledby={id}
      className="border-hairline border-t py-10 [contain-intrinsic-size:auto_60rem] [content-visibility:auto]"
    >
      <h3 id={id} className="display scroll-mt-20 text-2xl">
        {summary}
      </h3>
      <p className="mt-3 flex flex-wrap items-center gap-2">
        <MethodBadge method={method} />
        <code className="break-all font-mono text-sm">{path}</code>
      </p>
      <p className="mt-3 flex flex-wrap gap-1.5">
        <AccessBadges operation={operation} />
      </p>
      {description ? <p className="mt-4 max-w-[64ch] text-base text-soft">{description}</p> : null}
      <div className="mt-6 grid gap-8 xl:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]">
        <div className="min-w-0 space-y-7">
          {parameters.length > 0 ? (
            <Part title="Parameters">
              <FieldList fields={parameters} label={`Parameters of ${summary}`} />
            </Part>
          ) : null}
          {body ? (
            <Part title="Body">
              <Content content={body} />
              {membersOf(body).length > 0 ? (
                <div className="mt-2">
                  <FieldList fields={membersOf(body)} label={`Body of ${summary}`} />
                </div>
              ) : null}
            </Part>
          ) : null}
          <Part title="Answers">
            <ul className="border-hairline border-t">
              {answers.map((answer) => (
                <li key={answer.status} className="border-hairline border-b py-2.5">
                  <p className="flex flex-wrap items-baseline gap-x-2">
                    <span className="figures font-medium font-mono text-sm">{answer.status}</span>
                    <span className="text-soft text-sm">{answer.description}</span>
                  </p>
                  {answer.content ? <Content content={answer.content} /> : null}
                </li>
              ))}
            </ul>
          </Part>
          <Part title="Problems">
            <Problems problems={problems} summary={summary} />
          </Part>
        </div>
        <div className="min-w-0 space-y-4">
          <CodeSample label="Command" text={curl} />
          {body?.example ? <CodeSample label="Example of the body" text={body.example} /> : null}
          {answers.map(({ status, content }) =>
            content?.example ? (
              <CodeSample key={status} label={`Example of the answer ${status}`} text={content.example} />
            ) : null,
          )}
        </div>
      </div>
    </section>
  )
}

function AccessBadges({
  operation: { access, scope, keyOnly, onceOnly, limit },
}: {
  operation: ReferenceOperation
}) {
  return (
    <>
      {access === 'anonymous' ? <Badge>open to everybody</Badge> : null}
      {access === 'workspace-owner' ? <Badge tone="warning">owners only</Badge> : null}
      {scope ? (
        <Badge>
          {keyOnly ? 'key with' : 'session, or key with'} {scope}
        </Badge>
      ) : null}
      {onceOnly ? <Badge tone="accent">takes Idempotency-Key</Badge> : null}
      <Badge>limit: {limit}</Badge>
    </>
  )
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div>
      <h4 className="eyebrow mb-2">{title}</h4>
      {children}
    </div>
  )
}

function Content({ content: { mediaType, schema } }: { content: ReferenceContent }) {
  return (
    <p className="text-muted text-xs">
      <code className="font-mono">{mediaType}</code>
      {schema ? (
        <>
          {' '}
          · <FieldType field={schema} />
        </>
      ) : null}
    </p>
  )
}

/** Each leads to the table that says when it comes. */
function Problems({ problems, summary }: { problems: ReferenceOperation['problems']; summary: string }) {
  return (
    <ul aria-label={`Problems of ${summary}`} className="flex flex-wrap gap-1.5">
      {problems.map(({ status, code }) => (
        <li key={code}>
          <a
            href={`#${problemAnchor(code)}`}
            className="inline-flex h-6 items-center gap-1.5 rounded-sm border border-hairline px-1.5 font-mono text-soft text-xs hover:border-edge hover:text-ink"
          >
            <span className="figures text-muted">{status}</span>
            {code}
          </a>
        </li>
      ))}
    </ul>
  )
}
