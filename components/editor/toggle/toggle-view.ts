import type { Node } from '@tiptap/pm/model'
import { TextSelection } from '@tiptap/pm/state'
import type { EditorView, NodeView, ViewMutationRecord } from '@tiptap/pm/view'

const VIEWS = new WeakMap<globalThis.Node, ToggleView>()

/** The toggle that is drawn as this element, if it is one. */
export function toggleOf(element: globalThis.Node | null): ToggleView | undefined {
  return element ? VIEWS.get(element) : undefined
}

/**
 * A toggle on this screen. Open or folded is this reader's choice and no part of the document; the folded blocks stay in it
 * and in every search. A folded toggle is printed open.
 */
export class ToggleView implements NodeView {
  readonly dom = document.createElement('div')
  readonly contentDOM = document.createElement('div')
  readonly #mark = document.createElement('button')
  readonly #view: EditorView
  readonly #getPos: () => number | undefined
  #node: Node

  constructor(node: Node, view: EditorView, getPos: () => number | undefined) {
    this.#node = node
    this.#view = view
    this.#getPos = getPos
    this.dom.className = 'toggle'
    this.#mark.type = 'button'
    this.#mark.className = 'toggle-mark'
    this.#mark.contentEditable = 'false'
    this.#mark.addEventListener('click', () => this.set(!this.isOpen))
    // The caret stays where it is, on phones the keyboard too.
    this.#mark.addEventListener('mousedown', (event) => event.preventDefault())
    this.contentDOM.className = 'toggle-content'
    this.dom.append(this.#mark, this.contentDOM)
    VIEWS.set(this.dom, this)
    this.#draw(false)
  }

  get isOpen(): boolean {
    return this.dom.hasAttribute('data-open')
  }

  set(open: boolean): void {
    if (open === this.isOpen) return
    if (!open) this.#leaveFolded()
    this.#draw(open)
  }

  update(node: Node): boolean {
    if (node.type !== this.#node.type) return false
    this.#node = node
    this.#name()
    return true
  }

  ignoreMutation(mutation: ViewMutationRecord): boolean {
    return mutation.type !== 'selection' && !this.contentDOM.contains(mutation.target)
  }

  stopEvent(event: Event): boolean {
    return event.target instanceof globalThis.Node && this.#mark.contains(event.target)
  }

  #draw(open: boolean): void {
    this.dom.toggleAttribute('data-open', open)
    this.#mark.setAttribute('aria-expanded', String(open))
    this.#name()
  }

  #name(): void {
    // A cut that would part a sign from its other half leaves both out.
    const heading =
      this.#node.firstChild?.textContent.slice(0, 80).replace(/[\ud800-\udbff]$/, '') || 'the toggle'
    this.#mark.setAttribute('aria-label', `${this.isOpen ? 'Fold' : 'Open'} ${heading}`)
  }

  /** A caret in what is about to be hidden goes to the end of the heading. */
  #leaveFolded(): void {
    const start = this.#getPos()
    const heading = this.#node.firstChild
    if (start === undefined || !heading) return
    const { state } = this.#view
    const endOfHeading = start + 1 + heading.nodeSize
    const { from } = state.selection
    if (from < endOfHeading || from >= start + this.#node.nodeSize) return
    const selection = TextSelection.near(state.doc.resolve(endOfHeading - 1), -1)
    this.#view.dispatch(state.tr.setSelection(selection))
  }
}
