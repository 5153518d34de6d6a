/** Texts that tests of the text engine, the chain and the quality measures share; written for this purpose. */
export const NEWS = `The harbour city of Varnholt will close its coal power station two years earlier than planned, the council decided on Tuesday. The station, which opened in 1974, supplies about 18 percent of the region's electricity. Mayor Ingrid Solberg said the decision became possible because the offshore wind park near Kelp Island reached full capacity in March.

"We promised cleaner air and we deliver it sooner," Solberg told reporters after the vote. The opposition criticised the schedule and warned that heating costs could rise for 40,000 households connected to the district heating network. The council answered with a plan for two large heat pumps that draw warmth from the harbour water.

The heat pumps cost 210 million crowns and will be paid by a loan of the regional development bank. Engineers expect them to cover 70 percent of the heat that the coal station delivers today. The rest will come from a waste incineration plant in the neighbouring town of Brekke.

Union leaders asked for guarantees for the 230 workers of the coal station. The operator, Varnholt Energi, said that half of them will move to the heat pump project and that nobody will be dismissed before 2028. It also promised training courses for electricians and welders.

Environmental groups welcomed the vote. They pointed out, however, that the harbour's coal terminal will stay open for exports. A decision about the terminal is expected next year.`

/** What a person would say of NEWS in about sixty words. */
export const NEWS_SUMMARY =
  'Varnholt will close its coal power station two years early, helped by the offshore wind park near Kelp Island. Two heat pumps in the harbour, costing 210 million crowns, will cover 70 percent of the heat that the coal station delivers. Half of its 230 workers will move to the heat pump project, and nobody will be dismissed before 2028.'

export const GERMAN = `Die Stadtverwaltung hat am Montag den neuen Verkehrsplan vorgestellt. Der Verkehrsplan sieht breitere Radwege auf allen Hauptstraßen vor. Außerdem sollen die Busse künftig alle zehn Minuten fahren, auch am Wochenende. Die Kosten des Verkehrsplans betragen rund zwölf Millionen Euro. Händler in der Innenstadt befürchten, dass weniger Parkplätze zu weniger Kunden führen. Die Stadtverwaltung verweist auf Erfahrungen aus anderen Städten, in denen der Umsatz nach dem Bau der Radwege gestiegen ist. Der Stadtrat entscheidet im Herbst über den Verkehrsplan. Bürger können bis dahin ihre Meinung online abgeben.`

export const CHINESE =
  '北京市政府周一宣布新的交通计划。该计划将在所有主要道路上建设更宽的自行车道。公共汽车以后每十分钟一班，周末也一样。交通计划的费用约为一千二百万元。商店老板担心停车位减少会影响生意。市政府表示，其他城市的经验显示自行车道建成后销售额有所上升。市议会将在秋天对交通计划作出决定。'

/** One sentence of the length of a legal preamble. */
export const ENDLESS = Array.from(
  { length: 30 },
  (_, number) =>
    `whereas party number ${number} has granted the common fund a yearly share of its harvest of barley, rye and oats`,
).join(', and ')

/** Letters without sense: a keyboard under an elbow. The same at every run. */
export const GIBBERISH = (() => {
  let state = 7
  const next = (below: number): number => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
  const word = () =>
    Array.from({ length: 2 + next(9) }, () => 'bcdfghjklmnpqrstvwxzaeiou'[next(25)] ?? 'x').join('')
  return Array.from({ length: 400 }, word).join(' ')
})()
