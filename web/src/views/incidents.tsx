// incidents.tsx -- what happened: a table with the figures of each account side by side, a time
// line, a map. Nothing is summed.
import { address, Incident, Source, useRows } from '../api'
import { accountsOf, Bars, Choice, Field, figureKinds, figureWords, More, Nothing, queryOf, TakeAway, titleOf, Title, When } from '../parts'
import { itemPath } from '../api'
import { go } from '../router'
import { count, t, tag, term, time, Word } from '../words'
import { lazy } from '../lazy'

const types = ['shelling', 'airstrike', 'bombing', 'shooting', 'clash', 'arrest', 'kidnapping', 'protest', 'sabotage',
    'accident', 'disaster', 'casualties', 'other']
const statuses = ['reported', 'denied', 'planned', 'hypothetical']
const views: [string, Word][] = [['', 'table'], ['time', 'timeline'], ['map', 'map']]

const WorldMap = lazy(() => import('./map').then((m) => m.WorldMap))

function cells(row: Incident, what: string) {
    const mine = (row.figures ?? []).filter((f) => f.what === what)
    return mine.length === 0 ? null : <ul class="plain">{mine.map((f) =>
        <li><b lang={tag(row.language)}>{figureWords(f)}</b></li>)}</ul>
}

function Table({ rows }: { rows: Incident[] }) {
    const used = figureKinds.filter((kind) => rows.some((row) => row.figures?.some((f) => f.what === kind)))
    return <div class="scroll" tabIndex={0} role="region" aria-label={t('incidents')}><table class="accounts">
        <thead><tr><th>{t('type')}</th><th>{t('account')}</th>{used.map((kind) => <th>{term(kind)}</th>)}<th>{t('outlet')}</th></tr></thead>
        {accountsOf(rows).map((group) => <tbody>
            <tr class="group"><th colSpan={used.length + 3} scope="rowgroup">
                <time>{time(group[0].date) || t('noDate')}</time>{group[0].place && <>, <span lang={tag(group[0].language)}>{group[0].place}</span></>}{' '}
                {group.length > 1 && <span class="quiet">{count('nAccounts', group.length)}</span>}</th></tr>
            {group.map((row) => <tr>
                <td>{term(row.type ?? 'incident')}{row.status && row.status !== 'reported' && <> <span class="tag i">{term(row.status)}</span></>}</td>
                <td lang={tag(row.language)}>{row.source ?? '–'}</td>
                {used.map((kind) => <td>{cells(row, kind)}</td>)}
                <td><a href={itemPath(row.item, row.id)} lang={tag(row.language)} title={titleOf(row)}>{row.publisher ?? row.outlet ?? titleOf(row)}</a></td>
            </tr>)}
        </tbody>)}
    </table></div>
}

function TimeLine({ rows, link }: { rows: Incident[]; link: (day: string) => string }) {
    const days = new Map<string, Incident[]>()
    for (const row of rows)
        if (row.last_day) days.set(row.last_day, [...(days.get(row.last_day) ?? []), row])
    // A few old dates must not press all others together: from where nine of ten lie.
    const sorted = rows.flatMap((row) => row.last_day ?? []).sort()
    const from = sorted[Math.floor(sorted.length / 10)] ?? ''
    const earlier = sorted.filter((day) => day < from).length
    return <>
        <Bars label={t('timeline')} width={1200} bars={[...days].filter(([day]) => day >= from).map(([day, found]) => ({
            day, value: found.length, href: link(day),
            title: t('accountsOn', { n: count('nAccounts', found.length), day: time(day) }),
        }))} />
        {earlier > 0 && <p class="sum">{t('earlier', { n: count('nAccounts', earlier), day: time(from) })}</p>}
    </>
}

export function Incidents({ get }: { get: (name: string) => string }) {
    const query = {
        type: get('type'), status: get('status'), place: get('place'), outlet: get('outlet'), from: get('from'), to: get('to'),
    }
    const view = get('view')
    const found = useRows<Incident>(address('/v1/incidents', { ...query, limit: view === '' ? 60 : 2000 }))
    const sources = useRows<Source>('/v1/sources?limit=1000')
    const link = (more: Record<string, string>) => address('/incidents', { ...query, view, ...more })
    return <>
        <Title text={t('incidents')}>{t('lastIncidents')}</Title>
        <form class="choose" onSubmit={(event) => {
            event.preventDefault()
            go(address('/incidents', { ...queryOf(event.target as HTMLFormElement), view }))
        }}>
            <Choice name="type" label={t('type')} value={query.type} any={t('anyKind')} options={types.map((x) => ({ value: x, text: term(x) }))} />
            <Choice name="status" label={t('status')} value={query.status} any={t('anyKind')} options={statuses.map((x) => ({ value: x, text: term(x) }))} />
            <Field name="place" label={t('place')} value={query.place} />
            <Choice name="outlet" label={t('outlet')} value={query.outlet} any={t('anyOutlet')}
                options={(sources.value ?? []).map((s) => ({ value: s.outlet, text: s.publisher ?? s.outlet }))} />
            <Field name="from" label={t('from')} value={query.from} hint="2025-03-05" />
            <Field name="to" label={t('to')} value={query.to} hint="2025-03" />
            <button>{t('show')}</button>
        </form>
        <nav class="switch" aria-label={t('lastIncidents')}><ul>{views.map(([value, word]) =>
            <li><a href={link({ view: value })} aria-current={view === value ? 'page' : undefined}>{t(word)}</a></li>)}</ul></nav>
        <p class="sum">{t('sideBySide')}</p>
        <When of={found}>{(rows) => <>
            {rows.length === 0 && <Nothing />}
            {rows.length > 0 && (view === 'time' ? <TimeLine rows={rows} link={(day) => link({ from: day, to: day, view: '' })} />
                : view === 'map' ? <WorldMap rows={rows} /> : <><Table rows={rows} /><More more={found.more} /></>)}
            <TakeAway path="/v1/incidents" query={query} />
            <p class="take"><a href={address('/v1/figures', { ...query, format: 'csv' })} download="">{t('figures')}: CSV</a>{' '}
                <a href={address('/v1/incidents', { ...query, format: 'geojson' })}>GeoJSON</a></p></>}</When>
    </>
}
