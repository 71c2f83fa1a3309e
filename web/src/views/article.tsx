// article.tsx -- one item: its text with every fact marked, and the bytes behind each.
//
//   #1s3    a fact of the record by its id: statement, incident or entity
//   #=headline  a value of the head, by its key
import { ComponentChildren } from 'preact'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { address, Capture, Figure, getBytes, getRecord, itemPath, Json, Loaded, partOf, shown, Span, useLoaded, useRows } from '../api'
import { figureWords, Out, PersonLink, Title, When } from '../parts'
import { list, Mark, obj, Obj, pieces, positions, spans, str, wordsOf } from '../record'
import { go } from '../router'
import { count, languageName, number, t, tag, term, time, Word } from '../words'

type Kind = 's' | 'i' | 'f' | 'n' | 'd'

interface Fact {
    id: string // without the number sign
    kind: 's' | 'i' | 'n'
    label: string
    value: Obj
}

function factsOf(item: Obj): Fact[] {
    const of = (key: string, kind: Fact['kind'], letter: string) => list(item[key]).map((value, i) =>
        ({ id: str(obj(value).id).replace(/^#/, ''), kind, label: `${letter}${i + 1}`, value: obj(value) }))
    return [...of('statements', 's', 'S'), ...of('incidents', 'i', 'I'), ...of('entities', 'n', 'N')].filter((f) => f.id !== '')
}

/** Every stretch of a fact, by `key`: "in" the body or "at" bytes. */
function stretches(fact: Fact, key: 'in' | 'at'): Mark[] {
    const mark = (value: Json | undefined, kind: Kind) => spans(obj(value)[key]).map((span) => ({ span, kind, fact: fact.id }))
    if (fact.kind === 's')
        return [...mark(fact.value, 's'), ...mark(fact.value.cue, 's')]
    if (fact.kind === 'n') return mark(fact.value, 'n')
    return [...mark(fact.value, 'i'), ...list(fact.value.figures).flatMap((f) => mark(f, 'f')), ...mark(fact.value.date, 'd')]
}

// ---- The text ------------------------------------------------------------------

const elements: Record<string, 'h2' | 'blockquote' | 'pre'> = { h: 'h2', quote: 'blockquote', pre: 'pre', table: 'pre' }

function Marked({ text, window, marks, chosen }: { text: string; window: Span; marks: Mark[]; chosen: string }) {
    return <>{pieces(window, marks).map(({ span, marks: over }) => {
        const words = shown(text.slice(span[0], span[1]))
        const inner = over[over.length - 1]
        if (!inner) return words
        const kinds = [...new Set(over.map((m) => m.kind))].join(' ')
        const first = over.some((m) => m.span[0] === span[0])
        const style = `m ${kinds}${over.some((m) => m.fact === chosen) ? ' on' : ''}`
        if (words.trim() === '') return <span class={style}>{words}</span>
        return <a class={style} href={`#${inner.fact}`} data-fact=""
            tabIndex={first ? undefined : -1}>{words}</a>
    })}</>
}

interface Block {
    kind: string
    window: Span
    marks: Mark[]
}

function blocksOf(item: Obj, body: string, marks: Mark[], at: (point: number) => number): Block[] {
    const listed = list(item.blocks).map((b) => ({ kind: str(obj(b).kind), window: spans(obj(b).in)[0] }))
        .filter((b) => b.window !== undefined).map((b) => ({ kind: b.kind, window: [at(b.window[0]), at(b.window[1])] as Span }))
    const blocks = listed.length > 0 || body === '' ? listed : [{ kind: 'p', window: [0, body.length] as Span }]
    return blocks.map((block) => ({
        ...block, marks: marks.filter((m) => m.span[0] < block.window[1] && m.span[1] > block.window[0]),
    }))
}

function Text({ item, facts, kinds, chosen }: { item: Obj; facts: Fact[]; kinds: Set<string>; chosen: string }) {
    const body = str(item.articleBody)
    const blocks = useMemo(() => {
        const at = positions(body)
        const marks = facts.flatMap((f) => stretches(f, 'in')).filter((m) => kinds.has(m.kind))
            .map((m) => ({ ...m, span: [at(m.span[0]), at(m.span[1])] as Span }))
        return blocksOf(item, body, marks, at)
    }, [item, kinds])
    if (body === '') return <p class="none">{t('noText')}</p>
    const out: ComponentChildren[] = []
    let items: ComponentChildren[] = []
    const flush = () => {
        if (items.length > 0) out.push(<ul>{items}</ul>)
        items = []
    }
    for (const { kind, window, marks } of blocks) {
        const inner = <Marked text={body} window={window} marks={marks} chosen={chosen} />
        if (kind === 'li') {
            items.push(<li>{inner}</li>)
            continue
        }
        flush()
        const E = elements[kind] ?? 'p'
        out.push(<E class={kind === 'editorNote' ? 'note' : undefined}>{inner}</E>)
    }
    flush()
    return <div class="text" id="text" lang={tag(str(item.inLanguage))} dir="auto">{out}</div>
}

// ---- The bytes -----------------------------------------------------------------

const AROUND = 160, LONGEST = 4000

/** Stretches with what stands around them, those that meet as one. */
function windowsOf(at: Span[], source: Uint8Array): Span[] {
    const inside = (i: number) => (source[i] & 0xc0) === 0x80
    const out: Span[] = []
    for (const [start, end] of [...at].sort((a, b) => a[0] - b[0])) {
        if (end > source.length || start >= end) continue
        let from = Math.max(0, start - AROUND), to = Math.min(source.length, end + AROUND)
        while (from > 0 && inside(from)) from--
        while (to < source.length && inside(to)) to++
        const last = out[out.length - 1]
        if (last && from <= last[1]) last[1] = Math.max(last[1], to)
        else out.push([from, to])
    }
    return out
}

function Source({ at, marks, source }: { at: Span[]; marks: Mark[]; source: Loaded<Uint8Array> }) {
    return <When of={source}>{(bytes) => {
        const windows = windowsOf(at, bytes)
        if (windows.length === 0) return <p class="none">{t('noBytes')}</p>
        const decode = new TextDecoder()
        return <>
            <h3>{t('sourceBytes')} <span class="quiet">{t('bytesAt', { at: at.map(([s, e]) => `${s}–${e}`).join(', ') })}</span></h3>
            <pre class="bytes" tabIndex={0} aria-label={t('sourceBytes')}>{windows.map(([from, to]) => {
                const end = Math.min(to, from + LONGEST)
                return <>{from > 0 && <i>…</i>}
                    {pieces([from, end], marks).map(({ span, marks: over }) => {
                        const words = shown(decode.decode(bytes.subarray(span[0], span[1])))
                        return over.length > 0 ? <span class={`m ${[...new Set(over.map((m) => m.kind))].join(' ')}`}>{words}</span> : words
                    })}
                    {end < to ? <i>{t('moreBytes', { n: to - end })}</i> : to < bytes.length && <i>…</i>}{'\n'}</>
            })}</pre>
        </>
    }}</When>
}

// ---- Words to quote --------------------------------------------------------------

/** As much as the outlet's terms let be quoted, or these very words, with credit and link. */
function Excerpt({ id, range, word }: { id: string; range?: Span; word: Word }) {
    const [open, setOpen] = useState(false)
    const [copied, setCopied] = useState(false)
    const query = range ? { start: range[0], end: range[1] } : {}
    const at = (format: string) => address(`/v1/items/${id}/excerpt`, { ...query, format })
    const found = useLoaded(open ? at('json') : undefined, getRecord)
    const text = useLoaded(open ? at('text') : undefined, async (url, signal) => new TextDecoder().decode(await getBytes(url, signal)))
    const copy = () => text.value !== undefined && navigator.clipboard.writeText(text.value).then(() => setCopied(true), () => setCopied(false))
    return <section class="excerpt">
        <button type="button" aria-expanded={open} onClick={() => { setOpen(!open); setCopied(false) }}>{t(word)}</button>
        {open && <When of={found}>{(value) => {
            const e = obj(value)
            return <div aria-live="polite">
                <blockquote lang={tag(str(e.inLanguage))} dir="auto">{shown(str(e.excerpt))}</blockquote>
                <p class="meta">{[str(e.headline), ...list(e.author).map((a) => str(a)), str(e.outlet)].filter(Boolean).map((one) => <span dir="auto">{shown(one)}</span>)}
                    {str(e.datePublished) && <time>{time(str(e.datePublished))}</time>}<Out url={shown(str(e.url))} /></p>
                <p class="meta">{t('quoteRule')} {shown(str(e.rule))}{str(e.terms) && <> (<q dir="auto">{shown(str(e.terms))}</q>)</>}</p>
                <p class="take"><button type="button" disabled={text.value === undefined} onClick={copy}>{t(copied ? 'copied' : 'copy')}</button>{' '}
                    {t('reference')} <a href={at('bibtex')} download="">BibTeX</a> <a href={at('ris')} download="">RIS</a>{' '}
                    <a href={at('csl')} download="">CSL-JSON</a> <a href={at('markdown')}>Markdown</a></p>
            </div>
        }}</When>}
    </section>
}

// ---- One fact ------------------------------------------------------------------

function Row({ word, children }: { word: Word; children: ComponentChildren }) {
    return children ? <div><dt>{t(word)}</dt><dd dir="auto">{children}</dd></div> : null
}

/** Words of a part, as they stand on the page. */
function words(value: Json | undefined, lang: string | undefined) {
    const text = wordsOf(value)
    return text === '' ? null : <span lang={lang}>{text}</span>
}

function speakerOf(fact: Fact, facts: Fact[]): string {
    const source = obj(fact.value.source)
    for (const key of ['resolved', 'entity']) {
        const id = str(source[key]).replace(/^#/, '')
        const entity = id && facts.find((f) => f.id === id)
        if (entity) return wordsOf(entity.value.name)
    }
    return wordsOf(source)
}

function FactRows({ fact, facts, lang }: { fact: Fact; facts: Fact[]; lang: string | undefined }) {
    const v = fact.value
    if (fact.kind === 'n')
        return <dl class="rows">
            <Row word="name"><PersonLink name={wordsOf(v.name)} /></Row>
            <Row word="kindOf">{str(v.type)}</Row><Row word="role">{words(v.role, lang)}</Row>
        </dl>
    if (fact.kind === 's') {
        const who = speakerOf(fact, facts)
        return <dl class="rows">
            <Row word="speaker">{who ? <b><PersonLink name={who} /></b> : t('nobody')}</Row>
            <Row word="source">{words(v.source, lang)}</Row>
            <Row word="role">{words(obj(v.source).role, lang)}</Row>
            <Row word="said">{words(v.content, lang)}</Row>
            <Row word="via">{list(v.via).length > 0 && <span lang={lang}>{list(v.via).map(wordsOf).join(' ← ')}</span>}</Row>
            <Row word="addressee">{words(v.addressee, lang)}</Row>
            <Row word="cue">{words(v.cue, lang)}</Row>
            <Row word="stance">{term(str(v.stance) || undefined)}</Row>
            <Row word="kindOf">{term(str(v.kind) || undefined)}</Row>
        </dl>
    }
    const date = obj(v.date)
    return <dl class="rows">
        <Row word="type"><b>{term(str(v.type) || undefined)}</b></Row>
        <Row word="status">{term(str(v.status) || undefined)}</Row>
        <Row word="date">{time(str(date.value) || str(v.date) || undefined)}</Row>
        <Row word="basis">{str(date.basis) && <>{str(date.basis)}{str(date.text) && <> (<span lang={lang}>{shown(str(date.text))}</span>)</>}</>}</Row>
        <Row word="place">{words(v.place, lang)}</Row>
        <Row word="actors">{words(v.actors, lang)}</Row>
        <Row word="target">{words(v.target, lang)}</Row>
        <Row word="account">{words(v.source, lang)}</Row>
        <Row word="figures">{list(v.figures).length > 0 && <ul class="plain">{list(v.figures).map((f) =>
            <li>{term(str(obj(f).what))}: <b lang={lang}>{figureWords(obj(f) as Figure)}</b> <span class="quiet" lang={lang}>“{wordsOf(f)}”</span></li>)}</ul>}</Row>
    </dl>
}

/** Where a fact lies as a whole, and those of its parts that lie elsewhere. */
function atOf(fact: Fact): Span[] {
    const whole = spans(fact.value.at)
    const parts = ['source', 'content', 'place', 'date'].flatMap((key) => spans(obj(fact.value[key]).at))
        .filter(([start, end]) => !whole.some((w) => w[0] <= start && w[1] >= end))
    return fact.kind === 'n' ? whole.slice(0, 3) : [...whole, ...parts]
}

function exact(fact: Fact): Mark[] {
    const parts = ['source', 'content', 'cue', 'place', 'date'].flatMap((key) =>
        spans(obj(fact.value[key]).at).map((span) => ({ span, kind: 'x' })))
    return [...stretches(fact, 'at'), ...parts]
}

/** What found a fact; an incident does not say, as all are found by the rules. */
const finders: Record<string, Word> = { text: 'byRules', model: 'byModel', both: 'byBoth' }

const titles: Record<Fact['kind'], Word> = { s: 'statement', i: 'incident', n: 'name' }

function Panel({ id, chosen, fact, facts, evidence, lang, source }: {
    id: string; chosen: string; fact?: Fact; facts: Fact[]; evidence: Obj; lang: string | undefined; source: Loaded<Uint8Array>
}) {
    const key = chosen.startsWith('=') ? chosen.slice(1) : undefined
    const found = key !== undefined ? obj(evidence[key]) : undefined
    const close = () => go(location.pathname + location.search)
    useEffect(() => {
        const escape = (event: KeyboardEvent) => event.key === 'Escape' && chosen !== '' && close()
        addEventListener('keydown', escape)
        return () => removeEventListener('keydown', escape)
    }, [chosen])
    if (!fact && !found) return <section class="panel empty"><h2>{t('fact')}</h2><p class="none">{t('chooseFact')}</p></section>
    const at = fact ? atOf(fact) : spans(found!.at)
    return <section class="panel" aria-live="polite">
        <h2>{fact ? <><span class={`no ${fact.kind}`}>{fact.label}</span> {t(titles[fact.kind])}</> : key}
            <button type="button" class="close" onClick={close} aria-label={t('close')}>×</button></h2>
        {fact && <FactRows fact={fact} facts={facts} lang={lang} />}
        <p class="meta">{t('foundBy')} <b>{found ? str(found.how) : t(finders[str(fact!.value.how)] ?? 'byRules')}</b></p>
        {fact && fact.kind !== 'n' && spans(fact.value.in).length > 0 &&
            <Excerpt key={fact.id} id={id} range={[spans(fact.value.in)[0][0], spans(fact.value.in).at(-1)![1]]} word="quoteThese" />}
        <Source at={at} marks={fact ? exact(fact) : at.map((span) => ({ span, kind: 'x' }))} source={source} />
    </section>
}

// ---- Around the text --------------------------------------------------------------

function Legend({ kinds, set, facts }: { kinds: Set<string>; set: (kinds: Set<string>) => void; facts: Fact[] }) {
    const rows: [Kind, Word][] = [['s', 'whoSaid'], ['n', 'names'], ['i', 'lastIncidents'], ['f', 'figures'], ['d', 'dates']]
    const there = new Set(facts.flatMap((f) => stretches(f, 'in')).map((m) => m.kind))
    if (there.size === 0) return null
    return <fieldset class="legend"><legend>{t('marks')}</legend>
        {rows.filter(([kind]) => there.has(kind)).map(([kind, word]) => <label>
            <input type="checkbox" checked={kinds.has(kind)} onChange={() => {
                const next = new Set(kinds)
                if (!next.delete(kind)) next.add(kind)
                set(next)
            }} /> <span class={`m ${kind}`}>{t(word)}</span></label>)}
        <span class="quiet">{t('marksHelp')}</span>
    </fieldset>
}

function Glance({ facts, chosen, lang }: { facts: Fact[]; chosen: string; lang: string | undefined }) {
    const of = (kind: Fact['kind'], word: Word, line: (f: Fact) => ComponentChildren) => {
        const mine = facts.filter((f) => f.kind === kind)
        return mine.length === 0 ? null : <section><h2>{t(word)}</h2><ul class="glance">{mine.map((f) =>
            <li><a href={`#${f.id}`} data-fact="" aria-current={f.id === chosen ? 'true' : undefined}>
                <span class={`no ${kind}`}>{f.label}</span> {line(f)}</a></li>)}</ul></section>
    }
    if (facts.length === 0) return <p class="none">{t('noFacts')}</p>
    return <>
        {of('s', 'whoSaid', (f) => <><span lang={lang}>{wordsOf(f.value.source) || t('nobody')}</span> <span class="quiet">{term(str(f.value.stance) || undefined)}</span></>)}
        {of('i', 'lastIncidents', (f) => <>{term(str(f.value.type))} <span class="quiet" lang={lang}>{wordsOf(f.value.place)}</span></>)}
        {of('n', 'names', (f) => <span lang={lang}>{wordsOf(f.value.name)}</span>)}
    </>
}

function Evidence({ evidence, owner, chosen }: { evidence: Obj; owner: Obj; chosen: string }) {
    return <>{Object.entries(evidence).map(([key, value]) => {
        const e = obj(value)
        const held = key.split('.').reduce((v: Json | undefined, part) => obj(v)[part], owner)
        return <div><dt>{spans(e.at).length > 0
            ? <a href={`#=${key}`} data-fact="" aria-current={chosen === `=${key}` ? 'true' : undefined}>{key}</a> : key}</dt>
        <dd dir="auto">{wordsOf(held)}<p class="meta">{t('foundBy')} <b>{str(e.how)}</b>
            {typeof e.confidence === 'number' && <span>{number(e.confidence)}</span>}</p>
            {list(e.others).length > 0 && <p class="meta">{t('alsoSeen')}: {list(e.others).map((o, i) =>
                <>{i > 0 && '; '}{wordsOf(obj(o).value)} ({str(obj(o).how)})</>)}</p>}</dd></div>
    })}</>
}

function Captures({ page }: { page: Obj }) {
    const url = str(page.canonicalUrl) || str(page.url)
    const captures = useRows<Capture>(address('/v1/captures', url ? { url } : { sha256: str(page.sha256) }))
    return <section><h2>{t('captures')}</h2><When of={captures}>{(rows) => <ul class="plain">{rows.map((c) => <li>
        <time>{time(c.captured) || c.file}</time>{' '}
        {c.items?.[0] && c.sha256 !== str(page.sha256) && <><a href={itemPath(c.items[0])}>{t('show')}</a> · </>}
        <a href={`/v1/captures/${c.sha256}`} download="">{t('savedBytes')}</a>{' '}
        <span class="quiet">{count('nBytes', c.bytes)}, <code>{c.sha256.slice(0, 16)}</code></span></li>)}</ul>}</When></section>
}

function SamePage({ page }: { page: Obj }) {
    const items = useRows<Capture>(address('/v1/captures', { sha256: str(page.sha256), limit: 1 }))
    const ids = items.value?.[0]?.items ?? []
    return ids.length < 2 ? null : <p class="meta">{t('samePage')}: {ids.map((id, i) =>
        <><a href={itemPath(id)} aria-label={`${t('samePage')} ${i + 1}`}>{i + 1}</a>{' '}</>)}</p>
}

function Head({ item, page }: { item: Obj; page: Obj }) {
    const lang = tag(str(item.inLanguage))
    const publisher = wordsOf(obj(page.publisher).name)
    const title = wordsOf(item.headline) || t('noHeadline')
    return <header class="head">
        {str(item.articleSection) && <p class="kicker" lang={lang}>{wordsOf(item.articleSection)}</p>}
        <Title text={title} lang={lang} />
        {['alternativeHeadline', 'abstract'].map((key) => str(item[key]) && <p class="deck" lang={lang} dir="auto">{wordsOf(item[key])}</p>)}
        <p class="meta">
            {publisher && <b>{publisher}</b>}
            {list(item.author).length > 0 && <span>{t('by', { name: wordsOf(item.author) })}</span>}
            {list(item.editor).length > 0 && <span>{t('editedBy', { name: wordsOf(item.editor) })}</span>}
            {wordsOf(item.sourceOrganization) && <span>{wordsOf(item.sourceOrganization)}</span>}
            {str(item.datePublished) && <time>{time(str(item.datePublished))}</time>}
            {str(item.dateModified) && <time>{t('changed', { time: time(str(item.dateModified)) })}</time>}
            {lang && <span>{languageName(lang)}</span>}
        </p>
        {str(item.parent) && <p class="meta"><a href={itemPath(str(item.parent))}>{t('entryOf')}</a></p>}
        <SamePage page={page} />
    </header>
}

function Notes({ item }: { item: Obj }) {
    const lang = tag(str(item.inLanguage))
    return <>
        {list(item.corrections).length > 0 && <section class="note"><h2>{t('corrections')}</h2>{list(item.corrections).map((c) =>
            <p lang={lang} dir="auto"><time>{time(str(obj(c).date) || undefined)}</time> {wordsOf(c)}</p>)}</section>}
        {list(item.references).length > 0 && <section><h2>{t('references')}</h2><ul class="plain">{list(item.references).map((r) =>
            <li dir="auto">{wordsOf(obj(r).marker)} {wordsOf(obj(r).text)} <Out url={str(obj(r).url)} /></li>)}</ul></section>}
    </>
}

function Shown({ record, chosen, id }: { record: Json; chosen: string; id: string }) {
    const page = obj(record)
    const item = obj(list(page.items)[0])
    const facts = useMemo(() => factsOf(item), [record])
    const [kinds, setKinds] = useState(new Set<string>(['s', 'i', 'f', 'n', 'd']))
    const source = useLoaded(chosen ? `/v1/items/${id}/source` : undefined, getBytes)
    const lang = tag(str(item.inLanguage))
    const evidence = { ...obj(page.evidence), ...obj(item.evidence) }
    useEffect(() => {
        if (chosen) document.querySelector('.m.on')?.scrollIntoView({ block: 'nearest' })
    }, [chosen])
    return <div class="with-side article">
        <article class="story">
            <Head item={item} page={page} />
            <Legend kinds={kinds} set={setKinds} facts={facts} />
            <Text item={item} facts={facts} kinds={kinds} chosen={chosen} />
            <Excerpt id={id} word="quote" />
            <Notes item={item} />
            <section><h2>{t('metadata')}</h2><dl class="rows origin">
                <Evidence evidence={obj(item.evidence)} owner={item} chosen={chosen} />
                <Evidence evidence={obj(page.evidence)} owner={page} chosen={chosen} />
                <Row word="address">{str(page.url) && <Out url={shown(str(page.url))} />}</Row>
                <Row word="file">{wordsOf(page.file)}</Row>
                <Row word="captured">{time(str(page.captured) || undefined)}</Row>
                <Row word="encoding">{wordsOf(page.charset)}</Row>
            </dl></section>
            <Captures page={page} />
            <TakeAwayItem id={id} />
        </article>
        <aside class="side" aria-label={t('fact')}>
            <Panel id={id} chosen={chosen} fact={facts.find((f) => f.id === chosen)} facts={facts} evidence={evidence} lang={lang} source={source} />
            <Glance facts={facts} chosen={chosen} lang={lang} />
        </aside>
    </div>
}

function TakeAwayItem({ id }: { id: string }) {
    const path = `/v1/items/${id}`
    return <p class="take">{t('takeAway')} <a href={`${path}?format=csv`} download="">CSV</a> <a href={path}>JSON</a>{' '}
        <a href={`${path}/annotations`}>Web Annotations</a> <a href={`${path}?format=markdown`}>Markdown</a></p>
}

export function Article({ id, hash }: { id: string; hash: string }) {
    const record = useLoaded(`/v1/items/${id}`, getRecord)
    return <When of={record} alone>{(value) => <Shown record={value} chosen={hash} id={partOf(id)} />}</When>
}

