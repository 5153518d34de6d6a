/**
 * Instructions that ask the same in other words, and such that look alike and ask something else, written for this purpose. `far`
 * are paraphrases that share few words: no form of letters can find them, and they keep the figures honest.
 */
export type Paraphrases = {
  language: string
  near: readonly (readonly [string, string])[]
  far: readonly (readonly [string, string])[]
  other: readonly (readonly [string, string])[]
}

export const PARAPHRASES: readonly Paraphrases[] = [
  {
    language: 'English',
    near: [
      ['Focus on the costs', 'Please focus on costs.'],
      ['Keep every name', 'keep every name, thank you'],
      ["Don't mention prices", 'Do not mention the prices'],
      ['Write for a manager', 'Could you write for a manager?'],
      ['Focus on the countries that pay taxes', 'focus on countries that pay the tax'],
      ['What did the US decide?', 'What did the US decide'],
      ['Keep the names of the authors', 'KEEP names of the author'],
    ],
    far: [
      ['Focus on the costs', 'What matters to me is how much it costs'],
      ['Keep it short', 'A few words are enough'],
    ],
    other: [
      ['Mention the prices', 'Do not mention the prices'],
      ['Say who sued whom', 'Say whom who sued'],
      ['Only the first chapter', 'Only the last chapter'],
      ['At least 3 points', 'At most 3 points'],
      ['Write for a manager', 'Write about a manager'],
      ['Everything except the costs', 'Nothing except the costs'],
      ['Costs in 2023', 'Costs in 2024'],
      ['Is it safe?', 'Is it unsafe?'],
      ['List the important goods', 'List the imported goods'],
      ['What did the US decide?', 'What did us decide?'],
      ['What did the us decide?', 'What did us decide?'],
      ['What did Team A decide?', 'What did the team decide?'],
      ['What did team a decide?', 'What did the team decide?'],
      ['Focus on the authors', 'Focus on the authority'],
      ['What about the university?', 'What about the universe?'],
      ['Focus on the organization', 'Focus on the organs'],
      ['Give the objects', 'Give the objectives'],
      ['Write about polish', 'Write about Polish'],
      ['What about the emergency?', 'What about the emergence?'],
      ['Which company was acquired?', 'Which company was acquiring?'],
      ['Who employed him?', 'Who employs him?'],
      ['What about the goods?', 'What about the good?'],
      ['Focus on customs', 'Focus on custom'],
      ['Name a few risks and costs', 'Name few risks and costs'],
      ['What does IT cost?', 'What does it cost?'],
      ['What did WHO say?', 'What did who say?'],
      ['Write about Turkey', 'Write about turkey'],
      ['Give the general points', 'Give the generous points'],
      ['What is new?', 'What is news?'],
      ['Focus on the policy', 'Focus on the police'],
      ['Which is the international law?', 'Which is the internal law?'],
      ['Say who may and who can', 'Say who May and who can'],
    ],
  },
  {
    language: 'German',
    near: [
      ['Achte auf die Kosten', 'Bitte achte auf die Kosten.'],
      ['Nenne alle Namen', 'nenne alle Namen, danke'],
      ['Schreibe für Laien', 'Schreibe für Laien!'],
      ['Fasse die Kosten zusammen', 'fasse die Kosten zusammen!'],
    ],
    far: [['Achte auf die Kosten', 'Mir geht es darum, was es kostet']],
    other: [
      ['Nenne die Preise', 'Nenne die Preise nicht'],
      ['Nenne alle Preise', 'Nenne keine Preise'],
      ['Der Hund beißt den Mann', 'Den Hund beißt der Mann'],
      ['Höchstens 5 Sätze', 'Mindestens 5 Sätze'],
      ['Vor der Wahl', 'Nach der Wahl'],
      ['Schreibe an das Amt', 'Schreibe über das Amt'],
      ['Masse der Stadt', 'Maße der Stadt'],
      ['Nenne alles in Deutschland', 'Nenne alle in Deutschland'],
      ['Was haben sie beschlossen?', 'Was haben Sie beschlossen?'],
    ],
  },
  {
    language: 'French',
    near: [
      ['Insiste sur les coûts', "Insiste sur les coûts, s'il te plaît"],
      ['Garde tous les noms', 'Garde tous les noms, merci'],
      ['Écris pour des débutants', "S'il vous plaît, écris pour des débutants."],
    ],
    far: [['Insiste sur les coûts', 'Ce qui compte, c’est combien cela coûte']],
    other: [
      ['Parle des prix', 'Ne parle pas des prix'],
      ['Plus de détails', 'Pas plus de détails'],
      ['Du français vers l’anglais', 'De l’anglais vers le français'],
      ['Avant les élections', 'Après les élections'],
      ['Au moins 3 points', 'Au plus 3 points'],
      ['Tous sauf le premier', 'Rien sauf le premier'],
      ['Le péché', 'La pêche'],
      ['Parle des États', 'Parle des étés'],
      ['Que dit la Bourse?', 'Que dit la bourse?'],
      ['Garde tous les cas', 'Garde tout le cas'],
    ],
  },
  {
    language: 'Spanish',
    near: [
      ['Céntrate en los costes', 'Por favor, céntrate en los costes.'],
      ['Escribe para principiantes', 'escribe para principiantes, gracias'],
      ['¿Qué cuesta?', 'Qué cuesta'],
    ],
    far: [['Céntrate en los costes', 'Lo que me importa es cuánto cuesta']],
    other: [
      ['Menciona los precios', 'No menciones los precios'],
      ['Con los precios', 'Sin los precios'],
      ['Menos de 10 años', 'Más de 10 años'],
      ['Si hay costes', 'Sí hay costes'],
      ['El año 2023', 'El año 2024'],
      ['No uses los casos', 'No use los casos'],
      ['Habla del Estado', 'Habla del estado'],
    ],
  },
  {
    language: 'Italian',
    near: [
      ['Concentrati sui costi', 'Per favore concentrati sui costi'],
      ['Tieni tutti i nomi', 'Tieni tutti i nomi, grazie.'],
    ],
    far: [['Concentrati sui costi', 'Mi interessa quanto costa']],
    other: [
      ['Cita i prezzi', 'Non citare i prezzi'],
      ['Prima del voto', 'Dopo il voto'],
      ['Almeno 2 frasi', 'Al massimo 2 frasi'],
      ['Parla di Marche', 'Parla di marche'],
    ],
  },
  {
    language: 'Portuguese',
    near: [
      ['Foque nos custos', 'Por favor, foque nos custos'],
      ['Mantenha os nomes', 'mantenha os nomes, obrigado'],
    ],
    far: [['Foque nos custos', 'O que importa é quanto custa']],
    other: [
      ['Mencione os preços', 'Não mencione os preços'],
      ['Com os preços', 'Sem os preços'],
      ['Fale do Estado no texto', 'Fale do estado no texto'],
    ],
  },
  {
    language: 'Dutch',
    near: [
      ['Let op de kosten', 'Alsjeblieft, let op de kosten'],
      ['Houd de namen', 'houd de namen, bedankt'],
    ],
    far: [['Let op de kosten', 'Het gaat mij om wat het kost']],
    other: [
      ['Noem de prijzen', 'Noem de prijzen niet'],
      ['Noem een prijs', 'Noem geen prijs'],
      ['Noem alles in de tuin', 'Noem alle in de tuin'],
    ],
  },
  {
    language: 'Polish',
    near: [
      ['Skup się na kosztach', 'Proszę, skup się na kosztach.'],
      ['Podaj nazwiska', 'podaj nazwiska, dziękuję'],
    ],
    far: [['Skup się na kosztach', 'Ważne jest, ile to kosztuje']],
    other: [
      ['Podaj ceny', 'Nie podawaj cen'],
      ['Przed wyborami', 'Po wyborach'],
      ['Podaj cenę', 'Podaj cenę A'],
    ],
  },
  {
    language: 'Turkish',
    near: [['Maliyetlere odaklan', 'Lütfen maliyetlere odaklan.']],
    far: [['Maliyetlere odaklan', 'Bana ne kadar tuttuğu lazım']],
    other: [
      ['Fiyatları yaz', 'Fiyatları yazma'],
      ['Fiyatlı', 'Fiyatsız'],
    ],
  },
  {
    language: 'Chinese',
    near: [
      ['重点说明费用', '请重点说明费用。'],
      ['保留所有姓名', '保留所有姓名，谢谢'],
    ],
    far: [['重点说明费用', '我最关心要花多少钱']],
    other: [
      ['提到价格', '不提到价格'],
      ['把中文译成英文', '把英文译成中文'],
      ['至少三点', '至多三点'],
    ],
  },
  {
    language: 'Japanese',
    near: [['費用に注目する', '費用に注目する。']],
    far: [['費用に注目する', 'いくらかかるかが大切です']],
    other: [
      ['値段を書く', '値段を書かない'],
      ['犬が人を噛んだ', '犬を人が噛んだ'],
      ['ハハの話', 'パパの話'],
    ],
  },
  {
    language: 'Arabic',
    near: [['ركز على التكاليف', 'من فضلك، ركز على التكاليف']],
    far: [['ركز على التكاليف', 'يهمني كم يكلف ذلك']],
    other: [
      ['اذكر الأسعار', 'لا تذكر الأسعار'],
      ['قبل الانتخابات', 'بعد الانتخابات'],
    ],
  },
  {
    language: 'Hindi',
    near: [['लागत पर ध्यान दो', 'कृपया लागत पर ध्यान दो।']],
    far: [['लागत पर ध्यान दो', 'मुझे जानना है कि कितना खर्च होगा']],
    other: [
      ['कीमत बताओ', 'कीमत मत बताओ'],
      ['दिन से पहले', 'दीन से पहले'],
    ],
  },
]
