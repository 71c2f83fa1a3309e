// outlet.tsx -- the outlets; one outlet: what it has day by day, its languages, terms, whom it quotes.
import { address, Coverage, getRecord, Item, partOf, Person, Source, useLoaded, useRows } from '../api'
import { Bars, ItemRow, More, Nothing, TakeAway, Tally, Title, When } from '../parts'
import { obj, str, wordsOf } from '../record'
import { count, languageName, number, t, time } from '../words'

function All() {
    const sources = useRows<Source>('/v1/sources')
    return <>
        <Title text={t('outlets')} />
        <When of={sources}>{(rows) => <>
            {rows.length === 0 && <Nothing text={t('empty')} />}
            <div class="scroll" tabIndex={0} role="region" aria-label={t('outlets')}><table>
                <thead><tr><th>{t('outlet')}</th><th>{t('newest')}</th><th class="n">{count('nItems', 2).replace(/[\d\s]+/, '')}</th>
                    <th class="n">{count('nStatements', 5).replace(/[\d\s]+/, '')}</th><th class="n">{count('nIncidents', 5).replace(/[\d\s]+/, '')}</th><th>{t('language')}</th></tr></thead>
                <tbody>{rows.map((s) => <tr>
                    <th scope="row"><a href={address('/outlet', { name: s.outlet })}>{s.publisher ?? s.outlet}</a></th>
                    <td><time>{time(s.last_day)}</time></td><td class="n">{number(s.items)}</td><td class="n">{number(s.statements)}</td>
                    <td class="n">{number(s.incidents)}</td><td>{(s.languages ?? []).map(languageName).join(', ')}</td>
                </tr>)}</tbody>
            </table></div>
            <More more={sources.more} />
            <TakeAway path="/v1/sources" /></>}</When>
    </>
}

/** The terms on its newest page. */
function Terms({ item }: { item: string }) {
    const record = useLoaded(`/v1/items/${partOf(item)}`, getRecord)
    return <When of={record}>{(value) => {
        const terms = obj(obj(value).terms)
        const limit = obj(terms.excerptLimit)
        if (Object.keys(terms).length === 0) return <p class="none">{t('noTerms')}</p>
        return <dl class="rows">
            {limit.value !== undefined && <div><dt>{t('excerptLimit')}</dt><dd>{str(limit.value)} {str(limit.unit)}</dd></div>}
            {terms.linkRequired === true && <div><dt>{t('linkRequired')}</dt><dd>✓</dd></div>}
            {['licence', 'robots', 'tdmReservation', 'text'].map((key) => terms[key] !== undefined &&
                <div><dt>{key}</dt><dd dir="auto">{wordsOf(terms[key])}</dd></div>)}
        </dl>
    }}</When>
}

function perDay(rows: Coverage[]): Map<string, number> {
    const days = new Map<string, number>()
    for (const row of rows) days.set(row.day, (days.get(row.day) ?? 0) + row.items)
    return days
}

function One({ name }: { name: string }) {
    const source = useRows<Source>(address('/v1/sources', { outlet: name }))
    const coverage = useRows<Coverage>(address('/v1/coverage', { outlet: name, limit: 120 }))
    const people = useRows<Person>(address('/v1/people', { outlet: name, limit: 15 }))
    const items = useRows<Item>(address('/v1/items', { outlet: name, limit: 20 }))
    const known = source.value?.[0]
    const newest = items.value?.[0]?.id
    return <div class="with-side">
        <div>
            <Title text={known?.publisher ?? name} />
            {known && <p class="sum">{name} · {count('nItems', known.items)}, {count('nStatements', known.statements)},{' '}
                {count('nIncidents', known.incidents)} · {(known.languages ?? []).map(languageName).join(', ')}</p>}
            <h2>{t('perDay')}</h2>
            <When of={coverage}>{(rows) => <Bars label={t('perDay')} bars={[...perDay(rows)].map(([day, value]) => ({
                day, value, title: `${time(day)}: ${count('nItems', value)}`,
                href: address('/search', { outlet: name, from: day, to: day }),
            }))} />}</When>
            <TakeAway path="/v1/coverage" query={{ outlet: name }} />
            <h2>{t('newest')}</h2>
            <When of={items}>{(rows) => <>
                {rows.length === 0 && <Nothing />}
                <ul class="items">{rows.map((item) => <ItemRow item={item} />)}</ul></>}</When>
            <More more={items.more} />
            <TakeAway path="/v1/items" query={{ outlet: name }} />
        </div>
        <aside class="side" aria-label={known?.publisher ?? name}>
            <section><h2>{t('quotes')}</h2><When of={people}>{(rows) =>
                <Tally rows={rows.map((p) => ({ name: p.name, count: p.statements, href: address('/person', { name: p.name, outlet: name }) }))} />}</When></section>
            {newest && <section><h2>{t('terms')}</h2><Terms item={newest} /></section>}
        </aside>
    </div>
}

export function Outlet({ get }: { get: (name: string) => string }) {
    return get('name') ? <One name={get('name')} key={get('name')} /> : <All />
}
