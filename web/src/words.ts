// words.ts -- what the page says, in English, French and Ukrainian.
//
// A word is [English, French, Ukrainian]; of a count it has the forms of Intl.PluralRules,
// '|' between: one|other, and in Ukrainian one|few|many. {name} stands for a value.
export const languages = ['en', 'fr', 'uk'] as const
export type Language = (typeof languages)[number]

const words = {
    skip: ['To the content', 'Aller au contenu', 'До змісту'],
    views: ['Views', 'Vues', 'Розділи'],
    language: ['Language', 'Langue', 'Мова'],
    today: ['Today', 'Aujourd’hui', 'Сьогодні'],
    search: ['Search', 'Recherche', 'Пошук'],
    people: ['People', 'Personnes', 'Особи'],
    person: ['Person', 'Personne', 'Особа'],
    incidents: ['Incidents', 'Événements', 'Події'],
    chains: ['Chains', 'Relais', 'Ланцюжки'],
    outlets: ['Outlets', 'Médias', 'Видання'],
    outlet: ['Outlet', 'Média', 'Видання'],
    add: ['Add', 'Ajouter', 'Додати'],
    searchAll: ['Search all items', 'Chercher dans tout', 'Шукати в усьому'],
    foot: ['Every fact here can be shown in the bytes it was read from.',
        'Chaque fait se montre dans les octets où il a été lu.',
        'Кожен факт можна показати в байтах, з яких його прочитано.'],
    loading: ['Reading…', 'Lecture…', 'Читання…'],
    more: ['Show more', 'En voir plus', 'Показати більше'],
    nothing: ['Nothing is like that. Choose less.', 'Rien de tel. Choisissez moins de critères.', 'Нічого такого немає. Зніміть фільтри.'],
    empty: ['The store is empty. Add a saved page, or read a folder with: dateline ingest -s STORE FOLDER',
        'Le fonds est vide. Ajoutez une page enregistrée, ou un dossier : dateline ingest -s STORE DOSSIER',
        'Сховище порожнє. Додайте збережену сторінку або теку: dateline ingest -s STORE ТЕКА'],
    quote: ['Quote', 'Citer', 'Цитувати'],
    quoteThese: ['Quote these words', 'Citer ces mots', 'Цитувати ці слова'],
    quoteRule: ['May be quoted:', 'Citation permise :', 'Можна цитувати:'],
    copy: ['Copy', 'Copier', 'Копіювати'],
    copied: ['Copied', 'Copié', 'Скопійовано'],
    reference: ['As a reference:', 'En référence :', 'Як посилання:'],
    wholeRecords: ['Whole records:', 'Notices entières :', 'Повні записи:'],
    takeAway: ['As a table or feed:', 'En tableau ou en flux :', 'Як таблиця або стрічка:'],
    errorWhat: ['What', 'Quoi', 'Що'],
    errorWhere: ['Where', 'Où', 'Де'],
    errorFix: ['What to do', 'Que faire', 'Що робити'],
    wrong: ['This did not work', 'Cela n’a pas marché', 'Не вдалося'],
    noPage: ['There is no such page', 'Cette page n’existe pas', 'Такої сторінки немає'],

    newest: ['New', 'Nouveau', 'Нове'],
    daysTo: ['{from} to {to}', 'du {from} au {to}', '{from} – {to}'],
    inStore: ['{items} of {outlets} are in the store, the newest of {day}.',
        '{items} de {outlets} dans le fonds, le dernier du {day}.',
        'У сховищі {items}, {outlets}; найновіше – {day}.'],
    byOutlet: ['By outlet', 'Par média', 'За виданням'],
    byLanguage: ['By language', 'Par langue', 'За мовою'],
    mostQuoted: ['Most quoted', 'Les plus cités', 'Кого цитують'],
    lastIncidents: ['What happened', 'Ce qui s’est passé', 'Що сталося'],
    allIncidents: ['All incidents', 'Tous les événements', 'Усі події'],
    quietSources: ['Gone quiet', 'Devenus silencieux', 'Замовкли'],
    quietSince: ['nothing since {day}', 'rien depuis le {day}', 'нічого з {day}'],
    noQuiet: ['Every outlet has something new.', 'Chaque média a du nouveau.', 'Кожне видання має щось нове.'],

    anyOutlet: ['all outlets', 'tous les médias', 'усі видання'],
    anyLanguage: ['all languages', 'toutes les langues', 'усі мови'],
    anyKind: ['all', 'tous', 'усі'],
    from: ['From', 'Du', 'Від'],
    to: ['To', 'Au', 'До'],
    words: ['Words', 'Mots', 'Слова'],
    show: ['Show', 'Afficher', 'Показати'],
    results: ['Results', 'Résultats', 'Результати'],
    limitedTime: ['Time ran out: this is what was found by then. Choose more narrowly.',
        'Le temps a manqué : voici ce qui a été trouvé jusque-là. Précisez.',
        'Час вийшов: ось що знайдено досі. Уточніть запит.'],
    limitedWeighed: ['More match than were weighed: the newest, and those with a hit in the headline.',
        'Il y en a plus que pesés : les plus récents, et ceux dont le titre correspond.',
        'Збігів більше, ніж зважено: найновіші та зі збігом у заголовку.'],
    bestFirst: ['Best first. What matched is marked.', 'Les meilleurs d’abord ; ce qui correspond est marqué.', 'Найкращі спершу; збіги позначено.'],
    newestFirst: ['Newest first.', 'Les plus récents d’abord.', 'Найновіші спершу.'],
    matched: ['matched', 'trouvé', 'знайдено'],
    howTo: ['How to search', 'Comment chercher', 'Як шукати'],
    howAll: ['items with both words; case and accents do not count', 'les deux mots ; ni casse ni accents', 'обидва слова; регістр і наголоси не важать'],
    howPhrase: ['these words side by side', 'ces mots côte à côte', 'ці слова поруч'],
    howPrefix: ['words that begin so', 'les mots qui commencent ainsi', 'слова, що так починаються'],
    howOr: ['one of them, or both', 'l’un ou l’autre', 'одне з них або обидва'],
    howField: ['what a person said or is named in', 'où une personne parle ou est nommée', 'де людина говорить чи названа'],
    howWhere: ['by place, language and time', 'par lieu, langue et date', 'за місцем, мовою й часом'],
    howNot: ['the first without the second', 'le premier sans le second', 'перше без другого'],

    by: ['by {name}', 'par {name}', '{name}'],
    editedBy: ['edited by {name}', 'édité par {name}', 'редактор {name}'],
    changed: ['changed {time}', 'modifié {time}', 'змінено {time}'],
    noHeadline: ['(no headline)', '(sans titre)', '(без заголовка)'],
    marks: ['Marks', 'Marques', 'Позначки'],
    marksHelp: ['Choose a mark in the text to see the bytes behind it.', 'Choisissez une marque pour voir les octets.', 'Виберіть позначку, щоб побачити байти.'],
    whoSaid: ['Who said what', 'Qui a dit quoi', 'Хто що сказав'],
    names: ['Names', 'Noms', 'Імена'],
    dates: ['Dates', 'Dates', 'Дати'],
    noText: ['This item has no text of its own.', 'Cet article n’a pas de texte propre.', 'Цей матеріал не має власного тексту.'],
    noFacts: ['No statement and no incident was found in this item.', 'Ni propos ni événement trouvé ici.', 'Тут не знайдено ні висловлювань, ні подій.'],
    fact: ['The fact', 'Le fait', 'Факт'],
    chooseFact: ['Choose a mark, or a fact of the list.', 'Choisissez une marque ou un fait.', 'Виберіть позначку або факт зі списку.'],
    sourceBytes: ['The page’s source', 'La source de la page', 'Код сторінки'],
    bytesAt: ['bytes {at}', 'octets {at}', 'байти {at}'],
    noBytes: ['The saved bytes cannot be shown.', 'Les octets ne peuvent être montrés.', 'Байти неможливо показати.'],
    moreBytes: ['… {n} more bytes', '… encore {n} octets', '… ще {n} байтів'],
    metadata: ['Where it came from', 'D’où cela vient', 'Звідки це'],
    foundBy: ['found by', 'trouvé par', 'знайдено:'],
    byRules: ['the rules, by words of our lists', 'les règles, par des mots de nos listes', 'за правилами, за словами наших списків'],
    byModel: ['a learned model', 'un modèle appris', 'навченою моделлю'],
    byBoth: ['the rules and a learned model', 'les règles et un modèle appris', 'за правилами й навченою моделлю'],
    alsoSeen: ['also seen', 'vu aussi', 'також бачено'],
    captures: ['Saved pages', 'Pages enregistrées', 'Збережені сторінки'],
    savedBytes: ['the bytes as they were saved', 'les octets enregistrés', 'збережені байти'],
    samePage: ['On the same page', 'Sur la même page', 'На тій самій сторінці'],
    corrections: ['Corrections', 'Corrections', 'Виправлення'],
    references: ['References', 'Références', 'Посилання'],
    terms: ['Terms of the outlet', 'Conditions du média', 'Умови видання'],
    entryOf: ['An entry of this bulletin', 'Une entrée de ce bulletin', 'Запис цього зведення'],
    close: ['Close', 'Fermer', 'Закрити'],
    page: ['Page', 'Page', 'Сторінка'],
    address: ['Address', 'Adresse', 'Адреса'],
    file: ['File', 'Fichier', 'Файл'],
    captured: ['Captured', 'Capturé', 'Збережено'],
    encoding: ['Encoding', 'Encodage', 'Кодування'],

    speaker: ['Who', 'Qui', 'Хто'],
    source: ['In the page’s words', 'Selon la page', 'Словами сторінки'],
    role: ['Role', 'Fonction', 'Посада'],
    via: ['Through', 'Par', 'Через'],
    said: ['Said', 'Propos', 'Сказано'],
    cue: ['Word of saying', 'Verbe', 'Слово мовлення'],
    kindOf: ['Kind', 'Genre', 'Вид'],
    stance: ['Stance', 'Attitude', 'Ставлення'],
    addressee: ['To', 'À', 'Кому'],
    nobody: ['nobody is named', 'personne n’est nommé', 'нікого не названо'],
    type: ['Kind', 'Genre', 'Вид'],
    status: ['Status', 'Statut', 'Статус'],
    date: ['Date', 'Date', 'Дата'],
    basis: ['Worked out from', 'D’après', 'Визначено за'],
    place: ['Place', 'Lieu', 'Місце'],
    actors: ['By', 'Par', 'Хто'],
    target: ['Against', 'Contre', 'Проти кого'],
    figures: ['Figures', 'Chiffres', 'Цифри'],
    account: ['By the account of', 'Selon', 'За словами'],
    statement: ['Statement', 'Propos', 'Висловлювання'],
    incident: ['Incident', 'Événement', 'Подія'],
    name: ['Name', 'Nom', 'Ім’я'],

    nameHint: ['Name, or a part of it', 'Nom, ou une partie', 'Ім’я або його частина'],
    statementsBy: ['Said or passed on', 'Propos et relais', 'Сказано або передано'],
    statementsAbout: ['In the words of others', 'Dans les propos d’autres', 'У словах інших'],
    differ: ['One quote, several outlets', 'Une citation, plusieurs médias', 'Одна цитата, кілька видань'],
    differHelp: ['The same words as each outlet gives them; what differs is marked.', 'Les mêmes mots selon chaque média ; les écarts sont marqués.', 'Ті самі слова в кожному виданні; відмінності позначено.'],
    noPerson: ['Nobody of that name said or passed on anything.', 'Personne de ce nom n’a rien dit ni relayé.', 'Ніхто з таким ім’ям нічого не казав.'],
    passedOn: ['passed on', 'relayé', 'передано'],

    table: ['Table', 'Tableau', 'Таблиця'],
    timeline: ['Time line', 'Chronologie', 'Шкала часу'],
    map: ['Map', 'Carte', 'Мапа'],
    sideBySide: ['Each account stands for itself; nothing is added up.', 'Chaque récit vaut pour lui seul ; rien n’est additionné.', 'Кожна розповідь сама по собі; нічого не додано.'],
    accountsOn: ['{n} on {day}', '{n} le {day}', '{n} за {day}'],
    earlier: ['{n} from before {day}: only in the table', '{n} d’avant le {day} dans le tableau', '{n} до {day} – в таблиці'],
    noDate: ['Without a date', 'Sans date', 'Без дати'],
    noPlaces: ['No incident of these has a known place on the map. {n}: their names stand in the table.',
        'Aucun de ces événements n’a de lieu connu sur la carte. {n} : leurs noms sont dans le tableau.',
        'Жодна з цих подій не має відомого місця на мапі. {n}: назви – в таблиці.'],
    notPlaced: ['{n} without a known place on the map', '{n} sans lieu connu', '{n} без відомого місця'],

    chainsHelp: ['Who passes on whose words: left who spoke, in the middle who passed it on, right where it was read.',
        'Qui relaie qui : à gauche qui parle, au milieu qui relaie, à droite où c’est lu.',
        'Хто чиї слова передає: ліворуч хто сказав, посередині хто передав, праворуч де прочитано.'],
    graph: ['Drawing', 'Dessin', 'Малюнок'],
    relay: ['Passed on by', 'Relayé par', 'Передано'],
    of: ['Words of', 'Propos de', 'Слова'],
    howMany: ['How many', 'Combien', 'Скільки'],
    lastDay: ['Last', 'Dernier', 'Останнє'],

    perDay: ['Items a day', 'Articles par jour', 'Матеріалів на день'],
    quotes: ['Whom it quotes', 'Qui il cite', 'Кого цитує'],
    noTerms: ['Its newest page states none.', 'Sa dernière page n’en donne pas.', 'Найновіша сторінка їх не містить.'],
    excerptLimit: ['Excerpts', 'Extraits', 'Уривки'],
    linkRequired: ['a link is asked for', 'lien exigé', 'потрібне посилання'],

    addHelp: ['A page that you saved from your browser (HTML, or text), or a web archive (WARC, WACZ). It is read on this machine and put into the store; nothing is sent anywhere.',
        'Une page enregistrée depuis votre navigateur (HTML ou texte), ou une archive web (WARC, WACZ). Elle est lue sur cette machine et versée au fonds ; rien n’est envoyé ailleurs.',
        'Сторінка, збережена з вашого браузера (HTML або текст), чи вебархів (WARC, WACZ). Її буде прочитано на цій машині та додано до сховища; нікуди нічого не надсилається.'],
    chooseFile: ['Saved page', 'Page enregistrée', 'Збережена сторінка'],
    dropHere: ['or drop it here', 'ou déposez-la ici', 'або перетягніть сюди'],
    fromAddress: ['Address it was saved from, if you know it', 'Adresse d’origine, si vous la connaissez', 'Адреса, звідки збережено'],
    addIt: ['Read it', 'La lire', 'Прочитати'],
    sending: ['Sent {percent} %', 'Envoyé {percent} %', 'Надіслано {percent} %'],
    beingRead: ['Being read…', 'En lecture…', 'Читається…'],
    wasAdded: ['The page is in the store.', 'La page est dans le fonds.', 'Сторінку додано.'],
    wasKnown: ['The store has it already.', 'Le fonds l’a déjà.', 'Вона вже є у сховищі.'],
    orPath: ['or a file or folder on this machine', 'ou un fichier ou dossier de cette machine', 'або файл чи папка на цій машині'],
    pagesRead: ['{read} pages read: {added} added with {items}, {known} known already, {failed} failed.', '{read} pages lues : {added} ajoutées avec {items}, {known} déjà connues, {failed} en échec.', 'Прочитано сторінок: {read}; додано {added}, у них {items}; уже відомі {known}; не вдалося {failed}.'],
    noItems: ['No news item was found in it.', 'Aucun article trouvé.', 'Матеріалів не знайдено.'],

    nItems: ['{n} item|{n} items', '{n} article|{n} articles', '{n} матеріал|{n} матеріали|{n} матеріалів'],
    nOutlets: ['{n} outlet|{n} outlets', '{n} média|{n} médias', '{n} видання|{n} видання|{n} видань'],
    nStatements: ['{n} statement|{n} statements', '{n} propos|{n} propos', '{n} висловлювання|{n} висловлювання|{n} висловлювань'],
    nIncidents: ['{n} incident|{n} incidents', '{n} événement|{n} événements', '{n} подія|{n} події|{n} подій'],
    nAccounts: ['{n} account|{n} accounts', '{n} récit|{n} récits', '{n} розповідь|{n} розповіді|{n} розповідей'],
    nBytes: ['{n} byte|{n} bytes', '{n} octet|{n} octets', '{n} байт|{n} байти|{n} байтів'],

    // The record's own vocabulary.
    direct: ['direct', 'direct', 'пряма мова'],
    indirect: ['indirect', 'indirect', 'непряма мова'],
    mixed: ['mixed', 'mixte', 'змішана'],
    neutral: ['neutral', 'neutre', 'нейтрально'],
    claim: ['claim', 'affirme', 'твердить'],
    deny: ['denies', 'dément', 'заперечує'],
    warn: ['warns', 'met en garde', 'застерігає'],
    promise: ['promises', 'promet', 'обіцяє'],
    order: ['orders', 'ordonne', 'наказує'],
    admit: ['admits', 'admet', 'визнає'],
    believe: ['believes', 'estime', 'вважає'],
    unknown: ['unknown', 'inconnu', 'невідомо'],
    shelling: ['shelling', 'bombardement', 'обстріл'],
    airstrike: ['airstrike', 'frappe aérienne', 'авіаудар'],
    bombing: ['bombing', 'attentat', 'вибух'],
    shooting: ['shooting', 'fusillade', 'стрілянина'],
    clash: ['clash', 'affrontement', 'зіткнення'],
    arrest: ['arrest', 'arrestation', 'арешт'],
    kidnapping: ['kidnapping', 'enlèvement', 'викрадення'],
    protest: ['protest', 'manifestation', 'протест'],
    sabotage: ['sabotage', 'sabotage', 'диверсія'],
    accident: ['accident', 'accident', 'аварія'],
    disaster: ['disaster', 'catastrophe', 'лихо'],
    casualties: ['casualties', 'victimes', 'жертви'],
    other: ['other', 'autre', 'інше'],
    reported: ['reported', 'rapporté', 'повідомлено'],
    denied: ['denied', 'démenti', 'заперечено'],
    planned: ['planned', 'prévu', 'заплановано'],
    hypothetical: ['hypothetical', 'hypothétique', 'гіпотетично'],
    killed: ['killed', 'tués', 'загинули'],
    wounded: ['wounded', 'blessés', 'поранені'],
    missing: ['missing', 'disparus', 'зникли'],
    detained: ['detained', 'détenus', 'затримані'],
    displaced: ['displaced', 'déplacés', 'переміщені'],
    attacks: ['attacks', 'attaques', 'атаки'],
    destroyed: ['destroyed', 'détruits', 'знищено'],
    atLeast: ['at least {n}', 'au moins {n}', 'щонайменше {n}'],
    atMost: ['at most {n}', 'au plus {n}', 'щонайбільше {n}'],
    about: ['about {n}', 'environ {n}', 'близько {n}'],
    range: ['{min} to {max}', 'de {min} à {max}', 'від {min} до {max}'],
} satisfies Record<string, [string, string, string]>

export type Word = keyof typeof words

const key = 'dateline-language'

function chosen(): Language {
    const asked = [localStorage.getItem(key) ?? '', ...navigator.languages]
    for (const one of asked) {
        const found = languages.find((l) => one.toLowerCase().split('-')[0] === l)
        if (found) return found
    }
    return 'en'
}

export let language: Language = chosen()

/** Say everything in another language from now on; who shows something shows it again. */
export function choose(to: Language): void {
    localStorage.setItem(key, to)
    language = to
}

function filled(text: string, values: Record<string, string | number>): string {
    return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
        name in values ? (typeof values[name] === 'number' ? number(values[name]) : values[name]) : whole)
}

export function t(word: Word, values: Record<string, string | number> = {}): string {
    return filled(words[word][languages.indexOf(language)], values)
}

/** "3 statements" */
export function count(word: Word, n: number): string {
    const forms = words[word][languages.indexOf(language)].split('|')
    const rule = new Intl.PluralRules(language).select(n)
    const index = rule === 'one' ? 0 : rule === 'few' ? 1 : forms.length - 1
    return filled(forms[Math.min(index, forms.length - 1)], { n })
}

/** A word of the record's vocabulary; what is not known here as it is. */
export function term(value: string | undefined): string {
    if (value === undefined) return ''
    return Object.hasOwn(words, value) ? t(value as Word) : value
}

export function number(n: number): string {
    return new Intl.NumberFormat(language).format(n)
}

/** "Ukrainian" for uk */
export function languageName(tag: string): string {
    try {
        return new Intl.DisplayNames([language], { type: 'language' }).of(tag) ?? tag
    } catch {
        return tag
    }
}

/** A tag that may stand in an attribute. */
export function tag(value: string | undefined): string | undefined {
    return value !== undefined && /^[A-Za-z0-9-]{1,35}$/.test(value) ? value : undefined
}

function dayOf(year: number, month: number, day: number, options: Intl.DateTimeFormatOptions): string {
    return new Intl.DateTimeFormat(language, { timeZone: 'UTC', ...options }).format(new Date(Date.UTC(year, month - 1, day)))
}

/** A partial time or interval, as people write it: 5 March 2024, 17:40. */
export function time(value: string | undefined): string {
    if (value === undefined) return ''
    if (value.includes('/')) return value.split('/').map(time).join(' – ')
    const yearless = /^--(\d\d)-(\d\d)$/.exec(value)
    if (yearless) return dayOf(2000, +yearless[1], +yearless[2], { month: 'long', day: 'numeric' })
    const m = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d:\d\d)(?::\d\d)?([+-]\d\d:\d\d)?)?)?)?$/.exec(value)
    if (!m) return value
    if (!m[2]) return m[1]
    if (!m[3]) return dayOf(+m[1], +m[2], 1, { year: 'numeric', month: 'long' })
    const day = dayOf(+m[1], +m[2], +m[3], { year: 'numeric', month: 'long', day: 'numeric' })
    if (!m[4]) return day
    return `${day}, ${m[4]}${m[5] ? (m[5] === '+00:00' ? ' UTC' : ` UTC${m[5].replace(':00', '')}`) : ''}`
}

/** A day in few letters: 5 Mar. */
export function shortDay(day: string): string {
    const m = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day)
    return m ? dayOf(+m[1], +m[2], +m[3], { month: 'short', day: 'numeric' }) : day
}

/** `day` and so many days on. */
export function dayPlus(day: string, days: number): string {
    return new Date(Date.parse(day) + days * 86400000).toISOString().slice(0, 10)
}
