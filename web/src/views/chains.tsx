// chains.tsx -- who passes on whose words, as a table and a small graph.
import { address, Chain, Source, useRows } from '../api'
import { Choice, Field, More, Nothing, PersonLink, queryOf, TakeAway, Title, When } from '../parts'
import { go } from '../router'
import { number, t, time } from '../words'

export function ChainTable({ rows }: { rows: Chain[] }) {
    return <div class="scroll" tabIndex={0} role="region" aria-label={t('chains')}><table>
        <thead><tr><th>{t('of')}</th><th>{t('relay')}</th><th>{t('outlet')}</th><th class="n">{t('howMany')}</th><th>{t('lastDay')}</th></tr></thead>
        <tbody>{rows.map((row) => <tr>
            <td>{row.of ? <PersonLink name={row.of} /> : t('nobody')}</td>
            <th scope="row"><PersonLink name={row.relay} /></th>
            <td>{row.outlet && <a href={address('/outlet', { name: row.outlet })}>{row.outlet}</a>}</td>
            <td class="n">{number(row.statements)}</td><td><time>{time(row.last_day)}</time></td>
        </tr>)}</tbody>
    </table></div>
}

const MOST = 14, WIDE = 900, LINE = 26

function cut(text: string): string {
    const points = [...text]
    return points.length > 30 ? points.slice(0, 29).join('') + '…' : text
}

/** Three columns: who spoke, who passed it on, where it was read. */
function Graph({ rows }: { rows: Chain[] }) {
    const shown = rows.filter((row) => row.of !== undefined).slice(0, MOST)
    const column = (of: (row: Chain) => string) => [...new Set(shown.map(of))]
    const columns = [column((r) => r.of!), column((r) => r.relay), column((r) => r.outlet ?? '?')]
    const height = Math.max(...columns.map((c) => c.length)) * LINE + 10
    const y = (c: number, name: string) =>
        ((columns[c].indexOf(name) + 0.5) * (height - 10)) / columns[c].length + 5
    const x = [270, 450, 660]
    const edge = (from: number, to: number, a: number, b: number, n: number) => {
        const gap = from === 0 ? [x[0] + 6, x[1] - 116] : [x[1] + 116, x[2] - 6]
        const half = (gap[0] + gap[1]) / 2
        return <path d={`M${gap[0]} ${y(from, columns[from][a])}C${half} ${y(from, columns[from][a])} ${half} ${y(to, columns[to][b])} ${gap[1]} ${y(to, columns[to][b])}`}
            stroke-width={Math.min(1 + n, 6)} />
    }
    return <svg class="graph" viewBox={`0 0 ${WIDE} ${height}`} role="img" aria-label={t('chainsHelp')}>
        {shown.map((row) => <>
            {edge(0, 1, columns[0].indexOf(row.of!), columns[1].indexOf(row.relay), row.statements)}
            {edge(1, 2, columns[1].indexOf(row.relay), columns[2].indexOf(row.outlet ?? '?'), row.statements)}
        </>)}
        {columns.map((names, c) => names.map((name) =>
            <text class={['end', 'mid', 'start'][c]} x={x[c]} y={y(c, name) + 4}>{cut(name)}</text>))}
    </svg>
}

export function Chains({ get }: { get: (name: string) => string }) {
    const query = { name: get('name'), outlet: get('outlet'), from: get('from'), to: get('to') }
    const chains = useRows<Chain>(address('/v1/chains', query))
    const sources = useRows<Source>('/v1/sources?limit=1000')
    return <>
        <Title text={t('chains')} />
        <p class="sum">{t('chainsHelp')}</p>
        <form class="choose" onSubmit={(event) => {
            event.preventDefault()
            go(address('/chains', queryOf(event.target as HTMLFormElement)))
        }}>
            <Field name="name" label={t('nameHint')} value={query.name} />
            <Choice name="outlet" label={t('outlet')} value={query.outlet} any={t('anyOutlet')}
                options={(sources.value ?? []).map((s) => ({ value: s.outlet, text: s.publisher ?? s.outlet }))} />
            <Field name="from" label={t('from')} value={query.from} hint="2025-03-05" />
            <Field name="to" label={t('to')} value={query.to} hint="2025-03" />
            <button>{t('show')}</button>
        </form>
        <When of={chains}>{(rows) => <>
            {rows.length === 0 ? <Nothing /> : <><div class="scroll graphs" tabIndex={0} role="region" aria-label={t('graph')}><Graph rows={rows} /></div>
                <ChainTable rows={rows} /></>}
            <More more={chains.more} />
            <TakeAway path="/v1/chains" query={query} /></>}</When>
    </>
}
