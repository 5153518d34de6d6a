import { detectLanguage } from '#server/processing/local-engine/detect-language.ts'
import { englishModel } from '#server/processing/local-engine/english-model.ts'
import { NEWS } from './sample-texts.ts'

/**
 * Loads what the built-in engine loads with its first text, and which holds up the process for half a second: with both processors
 * busy for longer than a connection to the database may take to be made, which then counts as refused.
 */
export async function loadLanguageModels(): Promise<void> {
  await detectLanguage(NEWS)
  englishModel()
}
