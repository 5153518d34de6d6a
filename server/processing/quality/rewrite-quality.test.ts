import { describe, expect, test } from 'vitest'
import type { RewriteKind } from '#server/contracts/rewrite-kinds.ts'
import { GERMAN, NEWS } from '#server/testing/sample-texts.ts'
import { detectLanguage } from '../local-engine/detect-language.ts'
import { rewriteQuality } from './rewrite-quality.ts'
import { hardFault } from './signals.ts'

const FRENCH =
  'La mairie a présenté lundi le nouveau plan de circulation. Le plan prévoit des pistes cyclables plus larges sur toutes les grandes rues. En outre, les bus passeront désormais toutes les dix minutes, même le week-end. Le coût du plan s’élève à environ 12 millions d’euros. Les commerçants du centre craignent de perdre des clients si les places de stationnement diminuent. La mairie renvoie à l’expérience de 35 autres villes, où les ventes ont augmenté.'
const FRENCH_BETTER =
  'Lundi, la mairie a présenté son nouveau plan de circulation. Il prévoit des pistes cyclables plus larges sur toutes les grandes rues, et des bus toutes les dix minutes, week-end compris. Il coûtera environ 12 millions d’euros. Les commerçants du centre craignent de perdre des clients avec la baisse des places de stationnement ; la mairie cite l’expérience de 35 autres villes, où les ventes ont augmenté.'
const FRENCH_SHORT =
  'La mairie veut des pistes cyclables plus larges et des bus toutes les dix minutes, pour 12 millions d’euros. Les commerçants craignent de perdre des clients.'
const OTHER_FRENCH =
  'Le chat dort sous une vieille armoire pendant que ma grand-mère prépare une soupe aux poireaux. Dehors, il neige doucement depuis hier soir, personne ne marche dans le jardin blanc. Mon frère lit un roman policier, ma sœur dessine un cheval, mon père répare une horloge cassée. Vers midi, nous mangerons ensemble, puis chacun retournera à ses rêves silencieux.'
const GERMAN_BETTER =
  'Am Montag hat die Stadtverwaltung ihren neuen Verkehrsplan vorgestellt. Er sieht auf allen Hauptstraßen breitere Radwege vor; die Busse sollen künftig alle zehn Minuten fahren, auch am Wochenende. Die Kosten betragen rund zwölf Millionen Euro. Händler in der Innenstadt befürchten, dass weniger Parkplätze weniger Kunden bringen. Die Stadtverwaltung verweist auf andere Städte, in denen der Umsatz nach dem Bau der Radwege gestiegen ist. Im Herbst entscheidet der Stadtrat; bis dahin können Bürger ihre Meinung online abgeben.'
const GERMAN_FRENCH =
  'La mairie a présenté lundi le nouveau plan de circulation. Il prévoit des pistes cyclables plus larges sur toutes les rues principales. Les bus passeront toutes les dix minutes, aussi le week-end. Les coûts s’élèvent à environ douze millions d’euros. Les commerçants du centre craignent que moins de places de stationnement ne signifient moins de clients. La mairie renvoie à d’autres villes où le chiffre d’affaires a augmenté. Le conseil décidera à l’automne, et les citoyens peuvent donner leur avis en ligne.'

async function judge(
  kind: RewriteKind,
  source: string,
  written: string,
  more: { wanted?: string; percent?: number; instructed?: boolean } = {},
) {
  const [from, to] = [await detectLanguage(source), await detectLanguage(written)]
  return rewriteQuality({ kind, source, written, from, to, cut: false, instructed: false, ...more })
}
const verdict = (quality: Awaited<ReturnType<typeof judge>>, name: string) =>
  quality.signals.find((signal) => signal.name === name)?.verdict

describe('what is in order passes the gate in other languages too', () => {
  test.each<[string, RewriteKind, string, string, object]>([
    ['French improved', 'improve', FRENCH, FRENCH_BETTER, {}],
    ['French shortened', 'shorter', FRENCH, FRENCH_SHORT, { percent: 40 }],
    ['French corrected', 'fix-grammar', FRENCH.replace('présenté', 'presenté'), FRENCH, {}],
    ['German improved', 'improve', GERMAN, GERMAN_BETTER, {}],
    ['German corrected', 'fix-grammar', GERMAN.replace('vorgestellt', 'forgestellt'), GERMAN, {}],
    ['German put into French', 'translate', GERMAN, GERMAN_FRENCH, { wanted: 'fr' }],
    ['French put into another tone', 'change-tone', FRENCH, FRENCH_BETTER, {}],
  ])('%s', async (_, kind, source, written, more) => {
    const quality = await judge(kind, source, written, more)
    expect(hardFault(quality)).toBeUndefined()
    expect(quality.score).toBeGreaterThan(0.55)
  })
})

describe('what is not fails it, in other languages too', () => {
  test.each<[string, RewriteKind, string, string, object, RegExp]>([
    ['French improved into German', 'improve', FRENCH, GERMAN, {}, /another language/],
    [
      'German “translated” into German',
      'translate',
      GERMAN,
      GERMAN_BETTER,
      { wanted: 'fr' },
      /not in the lang/,
    ],
    [
      'German with most left out',
      'fix-grammar',
      GERMAN,
      GERMAN.slice(0, 120),
      {},
      /most of the text is missing/,
    ],
    [
      'French that says one thing again and again',
      'improve',
      FRENCH,
      `${FRENCH.slice(0, 59)} `.repeat(7),
      {},
      /repeats/,
    ],
    [
      'German that a model declines',
      'improve',
      GERMAN,
      'Es tut mir leid, dabei kann ich Ihnen nicht helfen.',
      {},
      /refuses/,
    ],
    ['nothing but signs', 'improve', FRENCH, '— … —', {}, /no words/],
    ['another French text', 'improve', FRENCH, OTHER_FRENCH, {}, /next to none of the words/],
    ['“longer” that is not', 'longer', GERMAN, GERMAN_BETTER.slice(0, 300), { percent: 150 }, /not longer/],
  ])('%s', async (_, kind, source, written, more, fault) => {
    const quality = await judge(kind, source, written, more)
    expect(hardFault(quality)).toMatch(fault)
    expect(quality.score).toBeLessThanOrEqual(0.2)
  })
})

test('an instruction may ask for another language or length; a refusal and a loop stay faults', async () => {
  expect(hardFault(await judge('improve', FRENCH, GERMAN_BETTER, { instructed: true }))).toBeUndefined()
  expect(hardFault(await judge('shorter', FRENCH, FRENCH, { instructed: true, percent: 20 }))).toBeUndefined()
  expect(hardFault(await judge('improve', FRENCH, 'Bon. '.repeat(90), { instructed: true }))).toMatch(
    /repeats/,
  )
})

test('numbers count as kept however they are written, and are missed where they are gone', async () => {
  const source = `${NEWS} It cost 1,250,000 crowns.`
  expect(verdict(await judge('improve', source, source.replace('1,250,000', '1250000')), 'numbers')).toBe(
    'good',
  )
  const none = await judge('improve', source, source.replace(/\d[\d,]*/g, 'many'))
  expect(verdict(none, 'numbers')).toBe('bad')
  expect(hardFault(none)).toMatch(/numbers of the text are missing/)
})
