import type { EntityType } from '#server/contracts/text-kinds.ts'

/** Sentences written for this purpose, each with what a careful reader would mark in it. */
export const MARKED: readonly { text: string; marks: readonly (readonly [EntityType, string])[] }[] = [
  {
    text: 'On 12 March 2024 the council of Varnholt paid $3.5 million for the old mill.',
    marks: [
      ['date', '12 March 2024'],
      ['place', 'Varnholt'],
      ['money', '$3.5 million'],
    ],
  },
  {
    text: 'Dr. Jane Smith of Siemens AG flew to New York last Tuesday at 7:45 pm.',
    marks: [
      ['person', 'Jane Smith'],
      ['organisation', 'Siemens AG'],
      ['place', 'New York'],
      ['date', 'last Tuesday'],
      ['time', '7:45 pm'],
    ],
  },
  {
    text: 'Smith said that Germany and France will share 40 percent of the cost.',
    marks: [
      ['name', 'Smith'],
      ['place', 'Germany'],
      ['place', 'France'],
      ['percent', '40 percent'],
    ],
  },
  {
    text: 'Write to ada@example.org or call +49 30 1234567 before 2025-01-31.',
    marks: [
      ['email', 'ada@example.org'],
      ['phone', '+49 30 1234567'],
      ['date', '2025-01-31'],
    ],
  },
  {
    text: 'The report at https://example.org/report.pdf took two hours to read.',
    marks: [
      ['url', 'https://example.org/report.pdf'],
      ['duration', 'two hours'],
    ],
  },
  {
    text: 'Mayor Ingrid Solberg opened the Museum of Fine Arts near Kelp Island.',
    marks: [
      ['person', 'Ingrid Solberg'],
      ['organisation', 'Museum of Fine Arts'],
      ['place', 'Kelp Island'],
    ],
  },
  {
    text: 'Thomas Okri told reporters that the University of Leeds had lost 1,200 books.',
    marks: [
      ['person', 'Thomas Okri'],
      ['organisation', 'University of Leeds'],
      ['number', '1,200'],
    ],
  },
  {
    text: 'Every loom in the workshop was repaired, and nobody was dismissed.',
    marks: [],
  },
  {
    text: 'Deutsche Bank raised its share to 12.5% on Monday, said President Laura Conti.',
    marks: [
      ['organisation', 'Deutsche Bank'],
      ['percent', '12.5%'],
      ['date', 'Monday'],
      ['person', 'Laura Conti'],
    ],
  },
  {
    text: 'We meet at 14:30 in Room Nine; the tickets cost 25 euros.',
    marks: [
      ['time', '14:30'],
      ['name', 'Room Nine'],
      ['money', '25 euros'],
    ],
  },
  {
    text: 'Follow @weft and #weaving for news from Tokyo, Nairobi and São Paulo.',
    marks: [
      ['mention', '@weft'],
      ['hashtag', '#weaving'],
      ['place', 'Tokyo'],
      ['place', 'Nairobi'],
      ['place', 'São Paulo'],
    ],
  },
  {
    text: 'Yesterday Anna van der Berg sold her house in Lake Street for £410,000.',
    marks: [
      ['date', 'Yesterday'],
      ['name', 'Anna van der Berg'],
      ['place', 'Lake Street'],
      ['money', '£410,000'],
    ],
  },
  {
    text: 'Engineers expect the pumps to last thirty years. Nobody knows the price yet.',
    marks: [['duration', 'thirty years']],
  },
  {
    text: 'The Harbour Committee asked Varnholt Energi for 230 training places.',
    marks: [
      ['organisation', 'Harbour Committee'],
      ['organisation', 'Varnholt Energi'],
      ['number', '230'],
    ],
  },
]

/** More of these, never looked at while the rules were made: the figures that people are told come from here. */
export const HELD_OUT: typeof MARKED = [
  {
    text: 'In June 2019 Professor Amina Diallo moved from Dakar to the University of Oslo.',
    marks: [
      ['date', 'June 2019'],
      ['person', 'Amina Diallo'],
      ['place', 'Dakar'],
      ['organisation', 'University of Oslo'],
    ],
  },
  {
    text: 'The Northern Rail Company carried 8 million passengers, 4% more than in 2022.',
    marks: [
      ['organisation', 'Northern Rail Company'],
      ['number', '8 million'],
      ['percent', '4%'],
      ['date', '2022'],
    ],
  },
  {
    text: 'Rafael Costa and his sister Lucia live in a small house near Porto.',
    marks: [
      ['name', 'Rafael Costa'],
      ['name', 'Lucia'],
      ['place', 'Porto'],
    ],
  },
  {
    text: 'Send invoices to billing@acme.example; the hotline is (020) 7946-0958.',
    marks: [
      ['email', 'billing@acme.example'],
      ['phone', '(020) 7946-0958'],
    ],
  },
  {
    text: 'Winter was long. Farmers lost three weeks, and bread became dear.',
    marks: [['duration', 'three weeks']],
  },
  {
    text: 'Judge Helen Marsh fined Brightwater Ltd £20,000 on 3 May.',
    marks: [
      ['person', 'Helen Marsh'],
      ['organisation', 'Brightwater Ltd'],
      ['money', '£20,000'],
      ['date', '3 May'],
    ],
  },
  {
    text: 'At 6 pm the ferry leaves Hook of Holland for Harwich.',
    marks: [
      ['time', '6 pm'],
      ['place', 'Hook of Holland'],
      ['place', 'Harwich'],
    ],
  },
  {
    text: '"We are ready," said Omar Haddad, who leads the Red Cross in Jordan.',
    marks: [
      ['person', 'Omar Haddad'],
      ['organisation', 'Red Cross'],
      ['place', 'Jordan'],
    ],
  },
  {
    text: 'The second volume has 412 pages and weighs two pounds.',
    marks: [
      ['number', 'second'],
      ['number', '412'],
      ['number', 'two'],
    ],
  },
  {
    text: 'Parliament debated for nine hours before Minister Eva Lindqvist resigned.',
    marks: [
      ['organisation', 'Parliament'],
      ['duration', 'nine hours'],
      ['person', 'Eva Lindqvist'],
    ],
  },
  {
    text: 'Read more at www.example.com/harbour or ask the Harbour Office in Bergen.',
    marks: [
      ['url', 'www.example.com/harbour'],
      ['organisation', 'Harbour Office'],
      ['place', 'Bergen'],
    ],
  },
  {
    text: 'Nobody saw Clara leave; her train to Vienna went at 05:12.',
    marks: [
      ['name', 'Clara'],
      ['place', 'Vienna'],
      ['time', '05:12'],
    ],
  },
]

/** Sentences whose tone people agree on; some by plain words, some by negation, some by neither. */
export const TONED: readonly (readonly ['positive' | 'negative' | 'neutral', string])[] = [
  ['positive', 'The new reading room is wonderful, and the staff are friendly.'],
  ['positive', 'I love how easy it is to find what you need.'],
  ['positive', 'Great work, thank you all.'],
  ['positive', 'The concert was a delight from beginning to end.'],
  ['positive', 'It was not bad at all, quite good in fact.'],
  ['positive', 'A beautiful, warm and generous book.'],
  ['positive', 'We are happy with the result.'],
  ['positive', 'The food tasted excellent and the service was fast.'],
  ['positive', 'This update fixed my problem, I am so grateful.'],
  ['positive', 'Nothing about this trip disappointed us.'],
  ['positive', 'The team solved a hard problem with elegance.'],
  ['positive', 'Best decision we ever made.'],
  ['negative', 'The service was terrible and the food was cold.'],
  ['negative', 'I hate waiting for an hour every morning.'],
  ['negative', 'This is the worst release so far.'],
  ['negative', 'The room was dirty, loud and far too expensive.'],
  ['negative', 'We are not happy with the result.'],
  ['negative', 'Sadly the bridge collapsed and three people died.'],
  ['negative', 'The app crashes and loses my work, which is awful.'],
  ['negative', 'Nobody answered my complaint, and I feel cheated.'],
  ['negative', 'It was not good, and I would not go again.'],
  ['negative', 'A boring, ugly and pointless film.'],
  ['negative', 'The delay ruined our holiday.'],
  ['negative', 'He failed again and blamed the others.'],
  ['neutral', 'The meeting begins at nine in the small hall.'],
  ['neutral', 'The station was built in 1974.'],
  ['neutral', 'Please send the form to the office by Friday.'],
  ['neutral', 'The table has four columns and ten rows.'],
  ['neutral', 'Water boils at one hundred degrees.'],
  ['neutral', 'She put the book on the table and left the house.'],
  ['neutral', 'The council has twelve members.'],
  ['neutral', 'Turn left after the second street.'],
]

/** A sentence in each of many languages, from everyday life. */
export const SPOKEN: Readonly<Record<string, string>> = {
  en: 'The ferry leaves the harbour every morning at half past six.',
  de: 'Die Fähre verlässt den Hafen jeden Morgen um halb sieben.',
  fr: 'Le bac quitte le port tous les matins à six heures et demie.',
  es: 'El transbordador sale del puerto cada mañana a las seis y media.',
  it: 'Il traghetto lascia il porto ogni mattina alle sei e mezza.',
  pt: 'A balsa deixa o porto todas as manhãs às seis e meia.',
  nl: 'De veerboot verlaat de haven elke ochtend om half zeven.',
  sv: 'Färjan lämnar hamnen varje morgon klockan halv sju.',
  fi: 'Lautta lähtee satamasta joka aamu puoli seitsemältä.',
  pl: 'Prom odpływa z portu każdego ranka o wpół do siódmej.',
  cs: 'Trajekt opouští přístav každé ráno v půl sedmé.',
  hu: 'A komp minden reggel fél hétkor indul a kikötőből.',
  tr: 'Feribot her sabah altı buçukta limandan ayrılıyor.',
  ru: 'Паром отходит из порта каждое утро в половине седьмого.',
  el: 'Το φέρι φεύγει από το λιμάνι κάθε πρωί στις εξίμισι.',
  ar: 'تغادر العبارة الميناء كل صباح في السادسة والنصف.',
  zh: '渡轮每天早上六点半离开港口,晚上七点回来,全年都是这样,除了冬天的几个星期。',
  ja: 'フェリーは毎朝六時半に港を出て、夕方の七時に戻ってきます。',
}
