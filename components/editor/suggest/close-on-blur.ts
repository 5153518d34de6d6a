import { Plugin, type PluginKey } from '@tiptap/pm/state'
import { exitSuggestion } from '@tiptap/suggestion'

/** Closes a menu beside the caret when the focus leaves the text: its keys come from there, so nothing could close it then. */
export function closeOnBlur(key: PluginKey<{ active: boolean }>): Plugin {
  return new Plugin({
    props: {
      handleDOMEvents: {
        blur(view) {
          // A tab that loses the window keeps its menu: the caret comes back to where it was.
          if (document.hasFocus() && key.getState(view.state)?.active === true) exitSuggestion(view, key)
          return false
        },
      },
    },
  })
}
