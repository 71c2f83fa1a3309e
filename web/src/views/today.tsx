// today.tsx -- what is new: by outlet and language, who is quoted, what happened, who is quiet.
import { address, Coverage, Incident, Item, Person, Source, useRows } from '../api'
import { accountsOf, Figures, ItemRow, Nothing, Ranges, Stands, Tally, TakeAway, Title, When } from '../parts'
import { count, dayPlus, languageName, t, tag, term, time } from '../words'

const DAYS = 7, QUIET = 2, SHOWN = 10

function sums(rows: Coverage[], of: (row: Coverage) => string | undefined): [string, number][] {
    const all = new Map<string, number>()
    for (const row of rows) {
        const key = of(row)
        if (key !== undefined) all.set(key, (all.get(key) ?? 0) + row.items)
    }
    return [...all].sort((a, b) => b[1] - a[1])
}

function Quiet({ sources, newest }: { sources: Source[]; newest: string }) {
    const quiet = sources.filter((s) => s.last_day && s.last_day < dayPlus(newest, -QUIET))
    if (quiet.length === 0) return <p class="none">{t('noQuiet')}</p>
    return <ul class="plain">{quiet.map((s) => <li>
        <a href={address('/outlet', { name: s.outlet })}>{s.publisher ?? s.outlet}</a>{' '}
        <span class="quiet">{t('quietSince', { day: time(s.last_day) })}</span>
    </li>)}</ul>
}

/** One incident: an account with its figures, or what several have from the least to the most. */
function Happened({ accounts }: { accounts: Incident[] }) {
    const [one] = accounts
    return <li class="happened">
        <p class="title"><b>{[...new Set(accounts.map((a) => term(a.type ?? 'incident')))].join(', ')}</b>
            {one.place && <>, <span lang={tag(one.language)}>{one.place}</span></>} <time>{time(one.date)}</time></p>
        {accounts.length === 1 ? <><Figures of={one} lang={tag(one.language)} /><Stands of={one} /></> : <>
            <Ranges of={accounts} />
            <p class="meta"><a href={address('/incidents', { place: one.place, from: one.first_day, to: one.last_day })}>{count('nAccounts', accounts.length)}</a>
                <span>{[...new Set(accounts.map((a) => a.publisher ?? a.outlet))].join(', ')}</span></p></>}
    </li>
}

export function Today() {
    const items = useRows<Item>('/v1/items?limit=25')
    const newest = items.value?.[0]?.day
    const from = newest ? dayPlus(newest, 1 - DAYS) : undefined
    const since = (path: string, limit: number) => (from ? address(path, { from, limit }) : undefined)
    const coverage = useRows<Coverage>(since('/v1/coverage', 1000))
    const people = useRows<Person>(since('/v1/people', 10))
    const incidents = useRows<Incident>(since('/v1/incidents', 60))
    const sources = useRows<Source>('/v1/sources?limit=1000')
    const names = new Map((sources.value ?? []).map((s) => [s.outlet, s.publisher ?? s.outlet]))
    return <When of={items} alone>{(rows) => <div class="with-side">
        <div>
            <Title text={t('today')}>{t('newest')}</Title>
            {rows.length === 0 && <Nothing text={t('empty')} />}
            {newest && from && <p class="sum">
                {sources.value && t('inStore', {
                    items: count('nItems', sources.value.reduce((n, s) => n + s.items, 0)),
                    outlets: count('nOutlets', sources.value.length), day: time(newest),
                })}
            </p>}
            <ul class="items">{rows.map((item, i) => <>
                {item.day !== rows[i - 1]?.day && <li class="day"><h2>{time(item.day)}</h2></li>}
                <ItemRow item={item} />
            </>)}</ul>
            {rows.length > 0 && <p class="more"><a href="/search">{t('more')}</a></p>}
            <TakeAway path="/v1/items" />
        </div>
        {from && <aside class="side" aria-label={t('daysTo', { from: time(from), to: time(newest) })}>
            <p class="sum">{t('daysTo', { from: time(from), to: time(newest) })}</p>
            <section><h2>{t('lastIncidents')}</h2><When of={incidents}>{(found) => <>
                <ul class="items">{accountsOf(found).slice(0, SHOWN).map((all) => <Happened accounts={all} />)}</ul>
                <p><a href="/incidents">{t('allIncidents')}</a></p></>}</When></section>
            <section><h2>{t('mostQuoted')}</h2><When of={people}>{(found) =>
                <Tally rows={found.map((p) => ({ name: p.name, count: p.statements, href: address('/person', { name: p.name }) }))} />}</When></section>
            <When of={coverage}>{(found) => <>
                <section><h2>{t('byOutlet')}</h2><Tally rows={sums(found, (row) => row.outlet).map(([name, n]) =>
                    ({ name: names.get(name) ?? name, count: n, href: address('/outlet', { name }) }))} /></section>
                <section><h2>{t('byLanguage')}</h2><Tally rows={sums(found, (row) => row.language).map(([name, n]) =>
                    ({ name: languageName(name), count: n, href: address('/search', { language: name }) }))} /></section></>}</When>
            <section><h2>{t('quietSources')}</h2><When of={sources}>{(found) => <Quiet sources={found} newest={newest!} />}</When></section>
        </aside>}
    </div>}</When>
}
