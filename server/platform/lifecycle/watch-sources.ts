import { watch } from 'node:fs'

// Editors write a file in several steps, and a change of branch touches many.
const SETTLE_MS = 200
const SOURCE = /\.ts$/
const NOT_LOADED = /\.test\.ts$|(^|\/)testing\//

/** Calls back once for each burst of changes to source files below the folder. Returns what ends the watch. */
export function watchSources(folder: string, onChange: () => void): () => void {
  let timer: NodeJS.Timeout | undefined
  const watcher = watch(folder, { recursive: true }, (_event, file) => {
    if (!file || !SOURCE.test(file) || NOT_LOADED.test(file)) return
    clearTimeout(timer)
    timer = setTimeout(onChange, SETTLE_MS)
  })
  return () => {
    clearTimeout(timer)
    watcher.close()
  }
}
