import { CopyButton } from '../ui/copy-button.tsx'

/** Something to copy: a command, or an example. Long lines scroll inside, also by keyboard. */
export function CodeSample({ label, text }: { label: string; text: string }) {
  return (
    <figure className="overflow-hidden rounded-lg border border-hairline bg-sunken">
      <figcaption className="flex h-9 items-center justify-between border-hairline border-b pr-1.5 pl-3 text-muted text-xs">
        {label}
        <CopyButton text={text} label={`Copy: ${label}`} />
      </figcaption>
      <section
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="max-h-96 overflow-auto p-3"
      >
        <pre className="font-mono text-xs leading-5">
          <code>{text}</code>
        </pre>
      </section>
    </figure>
  )
}
