'use client'

import { Popover } from '@base-ui/react/popover'
import { ChevronRight, Search } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import type { TaskKind } from '#server/contracts/processing.ts'
import { INSTRUCTION_MAX } from '#server/contracts/text-source.ts'
import { JobSettings, rememberSettings, useRememberedSettings } from '../../jobs/job-settings.ts'
import type { TextKind } from '../../jobs/quick-jobs.ts'
import { Kbd } from '../../ui/kbd.tsx'
import { SuggestionList } from '../suggest/suggestion-menu.tsx'
import {
  type JobChoice,
  kindChoices,
  questionChoices,
  WITH_OPTIONS,
  wishChoices,
  wishOf,
} from './job-choices.ts'
import type { Asking, FormAsking, JobTarget } from './job-target.ts'

type JobMenuProps = {
  asking: Asking | undefined
  onAsk: (target: JobTarget, kind: TextKind, settings: JobSettings, question?: string) => void
  /** Told of a job whose form is wanted. */
  onForm: (asking: FormAsking) => void
  onClose: () => void
  /** Where the focus goes when the menu closes. */
  returnFocus: () => HTMLElement | null
}

/** Asks for a job on words of the page: a list that is searched by typing, then what the chosen kind has to be told. */
export function JobMenu({ asking, onAsk, onForm, onClose, returnFocus }: JobMenuProps) {
  const search = useRef<HTMLInputElement>(null)
  // The form takes the focus, and gives it back when it goes.
  const toForm = useRef(false)
  useEffect(() => {
    if (asking) toForm.current = false
  }, [asking])
  const label = `A job about ${asking?.target.what ?? 'the page'}`
  return (
    <Popover.Root open={asking !== undefined} onOpenChange={(open) => !open && onClose()}>
      <Popover.Portal>
        <Popover.Positioner
          anchor={asking && { getBoundingClientRect: asking.beside }}
          side="bottom"
          align="start"
          sideOffset={6}
          collisionPadding={8}
          className="z-50 outline-none"
        >
          <Popover.Popup
            aria-label={label}
            initialFocus={search}
            finalFocus={() => (toForm.current ? false : returnFocus())}
            className="job-menu popup-motion origin-(--transform-origin) outline-none"
          >
            {asking ? (
              <JobSearch
                key={`${asking.target.what} ${asking.kind}`}
                asking={asking}
                search={search}
                onAsk={(kind, settings, question) => {
                  onClose()
                  onAsk(asking.target, kind, settings, question)
                }}
                onForm={(kind) => {
                  toForm.current = true
                  onClose()
                  onForm({ target: asking.target, ...(kind && { kind }) })
                }}
              />
            ) : null}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

type JobSearchProps = {
  asking: Asking
  search: React.RefObject<HTMLInputElement | null>
  onAsk: (kind: TextKind, settings: JobSettings, question?: string) => void
  onForm: (kind: TaskKind | undefined) => void
}

function JobSearch({ asking, search, onAsk, onForm }: JobSearchProps) {
  const listId = useId()
  const settings = useRememberedSettings()
  const [kind, setKind] = useState(asking.kind)
  const [query, setQuery] = useState('')
  const [active, setActive] = useState(0)
  const wish = wishOf(kind)
  const items =
    kind === 'ask'
      ? questionChoices(query)
      : wish
        ? [...wishChoices(wish, settings, query), WITH_OPTIONS]
        : kindChoices(query)
  const current = items[active]
  const prompt =
    kind === 'ask'
      ? `What do you want to know from ${asking.target.what}?`
      : (wish?.question ?? `What to do with ${asking.target.what}`)

  // At once: what is typed right after the key that opened the menu would still reach the page.
  useLayoutEffect(() => search.current?.focus({ preventScroll: true }), [search])

  function find(next: string): void {
    setQuery(next)
    setActive(0)
  }

  function choose({ kind: chosen, value, more, form }: JobChoice): void {
    if (form !== undefined) onForm(form ?? kind)
    else if (chosen === 'ask' && value) onAsk(chosen, settings, value)
    else if (chosen && more) {
      setKind(chosen)
      find('')
      search.current?.focus()
    } else if (chosen) onAsk(chosen, settings)
    else if (kind && wish) {
      const told = JobSettings.parse({ ...settings, [wish.setting]: value })
      rememberSettings(told)
      onAsk(kind, told)
    }
  }

  function onKeyDown(event: KeyboardEvent): void {
    // Enter and arrows choose a word while it is being put together.
    if (event.nativeEvent.isComposing) return
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (move) setActive((active + move + items.length) % Math.max(1, items.length))
    else if (event.key === 'Enter' && event.shiftKey) onForm(current?.form ?? current?.kind ?? kind)
    else if (event.key === 'Enter' && current) choose(current)
    else if (event.key === 'Backspace' && query === '' && kind && !asking.kind) {
      setKind(undefined)
      find('')
    } else return
    event.preventDefault()
  }

  return (
    <>
      <div className="job-menu-search">
        <Search aria-hidden="true" size={14} className="shrink-0 text-muted" />
        <input
          ref={search}
          role="combobox"
          aria-label={prompt}
          aria-expanded={items.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={current ? optionId(listId, current.id) : undefined}
          value={query}
          placeholder={prompt}
          autoComplete="off"
          maxLength={INSTRUCTION_MAX}
          spellCheck={false}
          onChange={(event) => find(event.target.value)}
          onKeyDown={onKeyDown}
        />
      </div>
      <SuggestionList
        view={{ items, query, active, choose }}
        onHover={setActive}
        listId={listId}
        optionId={(id) => optionId(listId, id)}
        label={prompt}
        before={({ icon: Icon }) =>
          Icon ? <Icon aria-hidden="true" size={16} className="text-accent" /> : null
        }
        after={({ more, form }) =>
          more ? (
            <ChevronRight aria-hidden="true" size={15} className="text-muted" />
          ) : form === null ? (
            <Kbd>⇧ Enter</Kbd>
          ) : null
        }
      />
    </>
  )
}

function optionId(listId: string, id: string): string {
  return `${listId}-${id}`
}
