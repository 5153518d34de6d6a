const MONTH =
  '(?:Jan(?:uary|uar)?|Feb(?:ruary|ruar)?|Mar(?:ch)?|März|Apr(?:il)?|May|Mai|June?|Juni|July?|Juli|Aug(?:ust)?|Sept?(?:ember)?|O[ck]t(?:ober)?|Nov(?:ember)?|De[cz](?:ember)?|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)'
const DAY =
  '(?:Mon(?:day)?|Tue(?:s(?:day)?)?|Wed(?:nesday)?|Thu(?:rs(?:day)?)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo)'
const PERIOD = '(?:day|week|month|quarter|year|sprint|Woche|Monat|Monats|semaine|mois|semana|mes)'
const FIGURES = String.raw`\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}(?:[./]\d{2,4}|\.)?`
const DATE = String.raw`(?:${FIGURES}|${MONTH}\.? \d{1,2}(?:st|nd|rd|th)?(?:,? \d{4})?|\d{1,2}(?:st|nd|rd|th|\.|er)?(?: of| de)? ${MONTH}(?: (?:de )?\d{4})?|${MONTH}(?: \d{4})?|Q[1-4])`
const WHEN = String.raw`(?:(?:the )?end of (?:the |this |next )?${PERIOD}|(?:next|this|nächsten?|diesen?|kommenden?) (?:${PERIOD}|${DAY}|${MONTH})|${DAY}(?:,? (?:${DATE}|morning|afternoon|evening|noon|night|matin|soir|früh|Abend))?|tomorrow(?: morning| afternoon| evening| noon)?|today|tonight|noon|midnight|EOD|COB|morgen|heute|demain|mañana|${DATE}|\d{1,2}(?::\d\d)? ?(?:am|pm|Uhr)|\d{1,2}:\d\d)`
const BEFORE =
  "(?:by|until|till|before|on|due(?: on| by)?|(?:no|not) later than|deadline(?: is)?:?|bis(?: spätestens)?(?: zum| am)?|spätestens(?: am| bis)?|am|d['’]ici(?: le| au)?|avant(?: le)?|pour(?: le)?|antes del?|para el|hasta el)"

const DUE = new RegExp(String.raw`(?<![\p{L}\p{N}])${BEFORE} (?:the )?(${WHEN})(?![\p{L}\p{N}])`, 'iu')
const BARE =
  /(?<![\p{L}\p{N}])(tomorrow(?: morning| afternoon)?|today|tonight|next (?:week|month|quarter)|this (?:week|month|afternoon|morning)|asap|as soon as possible|morgen|heute|nächste Woche|demain|mañana)(?![\p{L}\p{N}])/iu

/** When something is due as a sentence says it, and the stretch of the sentence that says so; undefined where it does not. */
export function dueWords(sentence: string): { due: string; start: number; end: number } | undefined {
  const found = DUE.exec(sentence) ?? BARE.exec(sentence)
  const due = found?.[1]
  return found && due ? { due, start: found.index, end: found.index + found[0].length } : undefined
}
