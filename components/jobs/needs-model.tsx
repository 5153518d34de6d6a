import { ArrowUpRight, Plug } from 'lucide-react'
import { buttonClass } from '../ui/button.tsx'

/** Where owners look after what answers jobs. */
export const MODELS_PATH = '/admin?tab=providers'

/** Said in place of a start that would be refused: what is missing, and who can change it. What stands in the form stays. */
export function NeedsModel({ mayConfigure }: { mayConfigure: boolean }) {
  return (
    <section
      aria-label="Needs a model"
      className="flex gap-3.5 rounded-lg border border-edge bg-raised px-4 py-4"
    >
      <Plug aria-hidden="true" size={18} strokeWidth={1.75} className="mt-1 shrink-0 text-warning" />
      <div className="flex min-w-0 flex-col items-start gap-3">
        <div className="max-w-[58ch]">
          <p className="display text-lg">This job needs a model, and there is none yet</p>
          <p className="text-soft text-sm leading-6">
            {mayConfigure
              ? 'The built-in engine measures and extracts; it does not write or judge. Add an OpenAI-compatible endpoint, of your own (Ollama, vLLM, llama.cpp) or of a service.'
              : 'The built-in engine measures and extracts; it does not write or judge. Ask an owner of the workspace to add a model.'}{' '}
            What you have typed here stays.
          </p>
        </div>
        {mayConfigure ? (
          // A tab of its own, so that the form is still there afterwards.
          <a
            href={MODELS_PATH}
            target="_blank"
            rel="noreferrer"
            className={buttonClass({ variant: 'outline', size: 'sm' })}
          >
            Add a model
            <ArrowUpRight aria-hidden="true" size={14} />
            <span className="sr-only">(opens in a new tab)</span>
          </a>
        ) : null}
      </div>
    </section>
  )
}
