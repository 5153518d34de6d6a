/** Work that any number may ask for at once: it runs one at a time, and once more where somebody asked during a run. */
export function oneAtATime(
  work: () => Promise<void>,
  onError: (error: unknown) => void,
): () => Promise<void> {
  let wanted = false
  let running: Promise<void> | undefined

  async function run(): Promise<void> {
    try {
      while (wanted) {
        wanted = false
        await work()
      }
    } catch (error) {
      onError(error)
    } finally {
      running = undefined
    }
  }

  return () => {
    wanted = true
    running ??= run()
    return running
  }
}
