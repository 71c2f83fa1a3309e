// parts.tsx -- what several views are made of.
import { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { address, Figure, Incident, Item, itemPath, OfItem, Problem, Query, Statement } from './api'
import { count, languageName, number, shortDay, t, tag, term, time } from './words'

/** `alone`: there is nothing else in the view. */
export function Trouble({ error, alone }: { error: Problem; alone?: boolean }) {
    return <section class="error" role="alert">
        {alone ? <Title text={t('wrong')} /> : <h2>{t('wrong')}</h2>}
        <dl>
            <dt>{t('errorWhat')}</dt><dd>{error.what}</dd>
            {error.where !== '' && <><dt>{t('errorWhere')}</dt><dd>{error.where}</dd></>}
            {error.fix !== '' && <><dt>{t('errorFix')}</dt><dd>{error.fix}</dd></>}
        </dl>
    </section>
}

/** What is there of `value`: itself and why it may not be all, why not, or that it is on its way. */
export function When<T>({ of, children, alone }: {
    of: { value?: T; error?: Problem; limited?: 'time' | 'weighed' }; children: (value: T) => ComponentChildren; alone?: boolean
}) {
    if (of.value !== undefined)
        return <>
            {of.limited && <p class="sum" role="note">{t(of.limited === 'time' ? 'limitedTime' : 'limitedWeighed')}</p>}
            {children(of.value)}{of.error && <Trouble error={of.error} />}</>
    if (of.error) return <Trouble error={of.error} alone={alone} />
    return <p class="loading" role="status">{t('loading')}</p>
}

/** The head of a view: names the tab, takes the focus when one comes to it. */
export function Title({ text, children, lang }: { text: string; children?: ComponentChildren; lang?: string }) {
    const ref = useRef<HTMLHeadingElement>(null)
    useEffect(() => {
        document.title = `${text} – dateline`
        if (document.activeElement === document.body && performance.now() > 3000) ref.current?.focus({ preventScroll: true })
    }, [text])
    return <h1 ref={ref} tabIndex={-1} lang={lang}>{children ?? text}</h1>
}

/** The same rows for a spreadsheet, a program and a feed reader. */
export function TakeAway({ path, query = {} }: { path: string; query?: Query }) {
    const link = (format: string, name: string, download = false) =>
        <a href={address(path, { ...query, format })} download={download ? '' : undefined} type={name}>{name}</a>
    return <p class="take">
        {t('takeAway')} {link('csv', 'CSV', true)} {link('json', 'JSON')} {link('atom', 'Atom')} {link('jsonfeed', 'JSON Feed')}
    </p>
}

export function More({ more }: { more?: () => void }) {
    return more ? <p class="more"><button type="button" onClick={more}>{t('more')}</button></p> : null
}

export function Nothing({ text }: { text?: string }) {
    return <p class="none">{text ?? t('nothing')}</p>
}

/** A link out, if the address is one of the web. */
export function Out({ url }: { url: string }) {
    return /^https?:\/\/[^\s"<>\\]+$/.test(url) ? <a href={url} rel="noopener noreferrer" target="_blank">{url}</a> : <>{url}</>
}

export function titleOf(item: { headline?: string; opening?: string }) {
    return item.headline ?? (item.opening ? `${item.opening} …` : t('noHeadline'))
}

/** Code points [start,end) of `text` marked. */
export function Hits({ text, hits }: { text: string; hits: [number, number][] }) {
    const points = [...text]
    const out: ComponentChildren[] = []
    let at = 0
    for (const [start, end] of hits) {
        out.push(points.slice(at, start).join(''), <mark>{points.slice(start, end).join('')}</mark>)
        at = end
    }
    return <>{out}{points.slice(at).join('')}</>
}

function fold(text: string): string {
    return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

/** Words of `text` that are among `found`, marked. */
function Lit({ text, found }: { text: string; found: Set<string> }) {
    if (found.size === 0) return <>{text}</>
    return <>{text.split(/([\p{L}\p{N}]+)/u).map((piece, i) =>
        i % 2 === 1 && found.has(fold(piece)) ? <mark>{piece}</mark> : piece)}</>
}

function matchedOf(item: Item): string[] {
    const points = [...(item.snippet ?? '')]
    return [...new Set((item.hits ?? []).map(([s, e]) => fold(points.slice(s, e).join(''))))]
}

export function ItemRow({ item, level = 3 }: { item: Item; level?: 2 | 3 }) {
    const H = `h${level}` as 'h3'
    const matched = matchedOf(item)
    return <li class="item">
        <H class="title"><a href={itemPath(item.id)} lang={tag(item.language)} dir="auto"><Lit text={titleOf(item)} found={new Set(matched)} /></a></H>
        <p class="meta">
            {item.outlet && <a class="outlet" href={address('/outlet', { name: item.outlet })}>{item.publisher ?? item.outlet}</a>}
            {item.authors && <span>{t('by', { name: item.authors })}</span>}
            {(item.published ?? item.day) && <time>{time(item.published ?? item.day)}</time>}
            {item.language && <span>{languageName(item.language)}</span>}
            {item.statements > 0 && <span class="tag s">{count('nStatements', item.statements)}</span>}
            {item.incidents > 0 && <span class="tag i">{count('nIncidents', item.incidents)}</span>}
        </p>
        {item.snippet && <p class="snippet" lang={tag(item.language)} dir="auto">… <Hits text={item.snippet} hits={item.hits ?? []} /> …</p>}
        {matched.length > 0 && <p class="meta">{t('matched')}: {matched.map((word) => <code>{word}</code>)}</p>}
    </li>
}

/** Where a fact stands. */
export function Stands({ of }: { of: OfItem }) {
    return <p class="meta">
        <a href={itemPath(of.item, of.id)} lang={tag(of.language)} dir="auto">{titleOf(of)}</a>
        {of.outlet && <a class="outlet" href={address('/outlet', { name: of.outlet })}>{of.publisher ?? of.outlet}</a>}
        <time>{time(of.published ?? of.day)}</time>
    </p>
}

export function PersonLink({ name }: { name: string }) {
    return <a href={address('/person', { name })}>{name}</a>
}

export function StatementRow({ of }: { of: Statement }) {
    return <li class="said">
        <blockquote lang={tag(of.language)} dir="auto">{of.content ?? '…'}</blockquote>
        <p class="meta">
            <b>{of.speaker ? <PersonLink name={of.speaker} /> : of.source ? <span lang={tag(of.language)}>{of.source}</span> : t('nobody')}</b>
            {of.source && of.speaker && !of.source.includes(of.speaker) && <span lang={tag(of.language)}>“{of.source}”</span>}
            {of.role && !of.source?.includes(of.role) && <span lang={tag(of.language)}>{of.role}</span>}
            {of.stance && of.stance !== 'neutral' && <span class="tag s">{term(of.stance)}</span>}
            {of.kind && <span class="tag">{term(of.kind)}</span>}
            {of.via && <span>{t('via')} <span lang={tag(of.language)}>{of.via.join(' ← ')}</span></span>}
        </p>
        <Stands of={of} />
    </li>
}

/** "at least 3 people" */
export function figureWords(figure: Figure): string {
    const of = figure.of ? ` ${figure.of}` : ''
    if (figure.value !== undefined)
        return (figure.bound === 'atLeast' || figure.bound === 'atMost' || figure.bound === 'about'
            ? t(figure.bound, { n: figure.value }) : number(figure.value)) + of
    if (figure.min !== undefined && figure.max !== undefined) return t('range', { min: figure.min, max: figure.max }) + of
    if (figure.min !== undefined) return t('atLeast', { n: figure.min }) + of
    if (figure.max !== undefined) return t('atMost', { n: figure.max }) + of
    return figure.text ?? ''
}

export function Figures({ of, lang }: { of: Incident; lang?: string }) {
    if (!of.figures) return null
    return <ul class="figures">{of.figures.map((figure) => <li>
        {figure.what && figure.what !== 'other' && <span>{term(figure.what)} </span>}
        <b lang={lang}>{figureWords(figure)}</b>
    </li>)}</ul>
}

export const figureKinds = ['killed', 'wounded', 'missing', 'detained', 'displaced', 'attacks', 'destroyed', 'other']

/** Accounts of the same place and day stand together. */
export function accountsOf(rows: Incident[]): Incident[][] {
    const groups = new Map<string, Incident[]>()
    for (const row of rows) {
        const key = row.place && row.first_day ? `${row.first_day} ${row.last_day} ${row.place.toLowerCase()}` : `${row.item}${row.id}`
        groups.set(key, [...(groups.get(key) ?? []), row])
    }
    return [...groups.values()]
}

/** What accounts have of a kind, from the least to the most: of each its largest figure, as the others are parts of it
 * ("two of them children") or were given before. */
export function Ranges({ of }: { of: Incident[] }) {
    const ranges = figureKinds.slice(0, -1).flatMap((what) => {
        const most = (f: Figure) => f.value ?? f.max ?? f.min ?? 0
        const largest = of.flatMap((row) => (row.figures ?? []).filter((f) => f.what === what).sort((a, b) => most(b) - most(a)).slice(0, 1))
        return largest.length === 0 ? [] : [{ what, min: Math.min(...largest.map((f) => f.value ?? f.min ?? most(f))), max: Math.max(...largest.map(most)) }]
    })
    return ranges.length === 0 ? null : <ul class="figures">{ranges.map(({ what, min, max }) =>
        <li>{term(what)} <b>{min === max ? number(min) : t('range', { min, max })}</b></li>)}</ul>
}

export interface Bar {
    day: string
    value: number
    title: string
    href?: string
}

/** A value a day, as bars. Days between the first and the last that have none are shown as such. */
export function Bars({ bars, label, width = 720 }: { bars: Bar[]; label: string; width?: number }) {
    if (bars.length === 0) return null
    const height = 150, foot = 22
    const first = bars.reduce((a, b) => (b.day < a ? b.day : a), bars[0].day)
    const last = bars.reduce((a, b) => (b.day > a ? b.day : a), bars[0].day)
    const days = Math.round((Date.parse(last) - Date.parse(first)) / 86400000) + 1
    const most = Math.max(...bars.map((b) => b.value))
    const step = width / Math.max(days, 7)
    const every = Math.ceil(days / 8)
    const x = (day: string) => ((Date.parse(day) - Date.parse(first)) / 86400000) * step
    return <svg class="bars" viewBox={`0 0 ${width} ${height + foot}`} role="group" aria-label={label}>
        <line x1="0" x2={width} y1={height} y2={height} />
        {bars.map((bar) => {
            const tall = Math.max(2, (bar.value / most) * (height - 18))
            const column = <g>
                <title>{bar.title}</title>
                <rect x={x(bar.day) + step * 0.1} y={height - tall} width={step * 0.8} height={tall} />
                {step > 14 && <text x={x(bar.day) + step / 2} y={height - tall - 4}>{number(bar.value)}</text>}
            </g>
            return bar.href ? <a href={bar.href} aria-label={bar.title}>{column}</a> : column
        })}
        {Array.from({ length: Math.ceil(days / every) }, (_, i) => new Date(Date.parse(first) + i * every * 86400000).toISOString().slice(0, 10))
            .map((day) => <text x={Math.min(Math.max(x(day) + step / 2, 24), width - 24)} y={height + 16}>{shortDay(day)}</text>)}
    </svg>
}

/** A list of names with how many of each. */
export function Tally({ rows }: { rows: { name: string; href: string; count: number; lang?: string }[] }) {
    return <ul class="tally">{rows.map((row) =>
        <li><a href={row.href} lang={row.lang}>{row.name}</a> <span>{number(row.count)}</span></li>)}</ul>
}

/** The parts of a form that becomes the address of the view. */
export function queryOf(form: HTMLFormElement): Query {
    return Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value).trim()]))
}

export function Field({ name, label, value, hint, list }: { name: string; label: string; value: string; hint?: string; list?: string }) {
    return <label>{label} <input name={name} defaultValue={value} key={value} maxLength={200} placeholder={hint} list={list} /></label>
}

export function Choice({ name, label, value, any, options }: {
    name: string; label: string; value: string; any: string; options: { value: string; text: string }[]
}) {
    const known = value === '' || options.some((o) => o.value === value)
    return <label>{label} <select name={name} key={value + options.length}>
        <option value="">{any}</option>
        {!known && <option value={value} selected>{value}</option>}
        {options.map((o) => <option value={o.value} selected={o.value === value}>{o.text}</option>)}
    </select></label>
}
