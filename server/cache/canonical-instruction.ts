// Ways of asking that change nothing in what is asked. They are removed as whole openings and endings, because their words alone
// mean something elsewhere ("write like a pirate", "write a letter of thanks"): an ending counts after a mark only.
const ENGLISH_OPENING =
  /^(?:(?:hello|hi|hey|please|kindly)(?![\p{L}\p{M}'])[\s,!.]*|(?:could|can|would|will) you\b\s*(?:please\s+|kindly\s+)?|(?:i would|i'd) like (?:you )?to\s+|i want you to\s+|i need you to\s+|make sure (?:that )?(?:you |to )?|be sure to\s+)/iu
const PLEASE =
  "bitte|s'il (?:te|vous) plaît|por favor|per favore|per piacere|alsjeblieft|alstublieft|proszę|lütfen|من فضلك|कृपया"
const THANKS =
  'please|(?:many )?thanks|thank you(?: very much)?|danke(?: schön)?|vielen dank|merci(?: beaucoup)?|(?:muchas )?gracias|grazie(?: mille)?|obrigad[oa]|bedankt|dank je(?: wel)?|dziękuję|teşekkürler|谢谢你?|謝謝你?|ありがとう(?:ございます)?|お願いします|شكرا|धन्यवाद'
// 请 begins other words too, like 请求 and 请假.
const OPENING = new RegExp(
  `^(?:(?:${PLEASE})(?![\\p{L}\\p{M}'])[\\s,،:!.]*|[请請](?![求假客愿願帖柬教示安罪]))`,
  'iu',
)
const ENDING = new RegExp(`(?:^|[,،，、;.!?。！？\\n–-]\\s*)(?:${PLEASE}|${THANKS})[\\s.!。！।]*$`, 'iu')
// Everything else is kept: prepositions, quantities and comparisons turn an instruction around, and a wrong hit is worse
// than a miss. So are not, no, never and the question words.
const ARTICLES = new Set(['a', 'an', 'the'])
// Behind an article these are other words than without one: the US and us, a few and few, the other one and others.
const NEED_ARTICLE =
  /^(?:us|it|who|may|will|can|few|little|lot|number|one|ones|two|other|others|most|least|same|first|last|only|rest|whole|best|worst)$/
// Behind these an "a" is the name of something.
const LABELS =
  /^(?:team|group|option|plan|part|section|vitamin|hepatitis|type|class|appendix|annex|version|variant|phase|unit|building|level|grade|model|case|party|company|point|item|answer|question|scenario|figure|table|chapter|column|row|side|person|candidate|study|site|room|block|line)$/
// Words that are English and nothing else, and such that two of make English likely. Elsewhere an s at the end may be another word
// ("alle", "alles"). Articles are not among the signs, so that an instruction with one and the same without one are treated alike.
const ENGLISH =
  /\b(?:and|with|about|from|not|what|which|who|whom|why|how|only|focus|keep|write|include|give|mention|every)\b/
const RATHER_ENGLISH = /\b(?:of|to|on|or|all|use|no|for|is|are)\b/g
// Plurals that are another word than their singular.
const OWN_PLURALS =
  /^(?:goods|customs|arms|means|minutes|damages|terms|contents|spirits|glasses|premises|savings|works|looks|ones|others|times|matters|manners|colours|colors|news|lens|gas|bias|series|species|does|goes|always|besides|perhaps|sometimes|afterwards|towards|whereas|heads|hours|respects|values|interests|grounds|quarters|papers|letters|forces|waters|shorts|stocks|securities|economics|politics|physics|mathematics|ethics|statistics|logistics|electronics|athletics|acoustics|graphics|analytics|operations)$/
// A minus directly before a number belongs to it; symbols that change a meaning (%, &, +, <) are words of their own.
const TOKENS =
  /(?<![\p{L}\p{N}])-?\p{N}+(?:[.,:]\p{N}+)*|[\p{L}\p{M}\p{N}]+(?:'[\p{L}\p{M}]+)*|[\p{S}%&#@/*]/gu

/**
 * The form under which two instructions count as the same one: NFKC, without English articles and the politeness of a dozen languages,
 * the case of a sentence's first word and of emphasis forgotten, English plurals as their singular, numbers and negations kept and THE
 * ORDER KEPT. Capitals of names and acronyms stay, and so do all other endings: who acquires and who was acquired are two questions.
 */
export function canonicalInstruction(instruction: string): string {
  let text = instruction
    .normalize('NFKC')
    .replaceAll(/[’‘`´]/g, "'")
    .replaceAll(/\s*\n\s*/g, '\n')
    .replaceAll(/[^\S\n]+/g, ' ')
    .trim()
  for (let before = ''; before !== text; ) {
    before = text
    text = text.replace(ENGLISH_OPENING, '').replace(OPENING, '').replace(ENDING, '').trim()
  }
  text = expandNegations(text)
  const english = isEnglish(text.toLowerCase())
  const words = foldedWords(text)
  return words
    .filter((word, at) => !isEmpty(word, words[at - 1], words[at + 1]))
    .map((word) => (english && /^[a-z']+$/.test(word) ? singular(word.replace(/'s$/, '')) : word))
    .join(' ')
}

function isEnglish(text: string): boolean {
  return ENGLISH.test(text) || new Set(text.match(RATHER_ENGLISH)).size > 1
}

/** The words in lower case, but for names inside of a sentence, acronyms and single letters. */
function foldedWords(text: string): string[] {
  return Array.from(text.matchAll(TOKENS), ({ 0: word, index }) =>
    carriesCapitals(
      word,
      /(?:^|[.!?:;。！？\n])[^\p{L}\p{N}]*$/u.test(text.slice(Math.max(0, index - 8), index)),
    )
      ? word
      : word.toLowerCase(),
  )
}

function carriesCapitals(word: string, begins: boolean): boolean {
  if (!/\p{Lu}/u.test(word)) return false
  if (/^[A-Z]$/.test(word)) return true
  // A word in capitals of five letters and more is emphasis as often as a name, and then only one of the two exists.
  if (word === word.toUpperCase()) return word.length > 1 && word.length < 5 && !EMPHASIS.test(word)
  return /.\p{Lu}/u.test(word) || !begins
}

// Short words that people write in capitals to be heard, and that are no acronyms.
const EMPHASIS = /^(?:NOT|NO|ONLY|ALL|MUST|KEEP|JUST|VERY|BOTH|EACH|MORE|LESS|THE|AN)$/

/** An article says nothing, except where the word beside it would be another one without it. */
function isEmpty(word: string, before = '', after = ''): boolean {
  if (!ARTICLES.has(word)) return false
  return after !== '' && !NEED_ARTICLE.test(after) && !(word === 'a' && LABELS.test(before.toLowerCase()))
}

/** An English word without the s of its plural, or of the third person; what only looks like one stays. */
function singular(word: string): string {
  if (word.length < 4 || OWN_PLURALS.test(word) || /(?:ss|us|is)$/.test(word) || !word.endsWith('s'))
    return word
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`
  return /(?:ss|sh|ch|x|zz)es$/.test(word) ? word.slice(0, -2) : word.slice(0, -1)
}

function expandNegations(text: string): string {
  return text
    .replaceAll(/\bcan't\b|\bcannot\b/gi, 'can not')
    .replaceAll(/\bwon't\b/gi, 'will not')
    .replaceAll(/n't\b/gi, ' not')
}
