import { Check, Copy } from 'lucide-react'

/** Something to copy: a command, or an example. Long lines scroll inside, also by keyboard. `CopyButtons` makes it copy. */
export function CodeSample({ label, text }: { label: string; text: string }) {
  return (
    <figure className="overflow-hidden rounded-lg border border-hairline bg-sunken">
      <figcaption className="flex h-9 items-center justify-between border-hairline border-b pr-1.5 pl-3 text-muted text-xs">
        {label}
        <button
          type="button"
          data-copy
          aria-label={`Copy: ${label}`}
          title="Copy"
          className="group grid size-6 place-items-center rounded-md hover:bg-hover hover:text-ink pointer-coarse:size-10"
        >
          <Copy aria-hidden="true" size={14} className="group-data-copied:hidden" />
          <Check aria-hidden="true" size={14} className="hidden text-success group-data-copied:block" />
        </button>
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
