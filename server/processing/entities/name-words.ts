/** Words before a name that say it is a person's. */
export const TITLES: ReadonlySet<string> = new Set(
  'mr mrs ms miss mx dr prof professor sir dame lord lady judge justice president chancellor minister mayor senator governor captain colonel general sergeant inspector king queen prince princess pope bishop father sister brother uncle aunt'.split(
    ' ',
  ),
)
/** Words that end the name of an organisation. */
export const ORGANISATION_ENDS: ReadonlySet<string> = new Set(
  'inc ltd llc gmbh ag se plc corp corporation company co group bank university institute college council committee ministry department agency association foundation union party museum hospital school academy commission court parliament senate congress society federation club league press times post energy airlines airways industries systems technologies laboratories labs trust authority board office'.split(
    ' ',
  ),
)
/** Words that begin the name of an organisation ("University of Leeds", "Bank of England"). */
export const ORGANISATION_STARTS: ReadonlySet<string> = new Set(
  'university bank ministry department institute house court church museum council board'.split(' '),
)
/** Words that end the name of a place. */
export const PLACE_ENDS: ReadonlySet<string> = new Set(
  'river street avenue road lane square island islands bay sea ocean county valley city town village beach airport harbour harbor bridge park mountains hills desert coast peninsula station district province canyon'.split(
    ' ',
  ),
)
/** Words that begin the name of a place. */
export const PLACE_STARTS: ReadonlySet<string> = new Set('lake mount cape port river st'.split(' '))
/** Words before a name that say it is a place's: "the town of Brekke", "near Kelp Island". */
export const PLACE_HINTS =
  /\b(?:city|town|village|port|island|state|province|district|region|capital|suburb|municipality|council|people|streets|bay)\s+of\s+$|\b(?:near|outside|in|at|from|around|across)\s+$/iu
/** Words beside a name that say it is a person's: what persons alone do. */
export const PERSON_VERBS: ReadonlySet<string> = new Set(
  'said says told asked wrote writes added explained replied argued smiled laughed nodded recalled'.split(
    ' ',
  ),
)
/** Capitalised in English, and no names. */
export const NO_NAMES: ReadonlySet<string> = new Set(
  "i i'm i've i'll i'd monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december mr mrs ms dr prof christmas easter yesterday today tomorrow english german french spanish italian american british european chinese japanese russian dutch swedish ok tv pdf ceo cto cfo ai api faq diy pm am bc ad".split(
    ' ',
  ),
)
/** Small words that may stand inside a name; "of" only after the beginning of an organisation's. */
export const INSIDE: ReadonlySet<string> = new Set(
  'de van von der den la le du da di del al bin ibn y'.split(' '),
)
