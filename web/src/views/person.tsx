// person.tsx -- statements by and about somebody; one quote as each outlet gives it.
import { address, Chain, Person, Statement, useRows } from '../api'
import { Choice, Field, More, Nothing, queryOf, Stands, StatementRow, TakeAway, Tally, Title, When } from '../parts'
import { go } from '../router'
import { t, tag, term } from '../words'
import { ChainTable } from './chains'

const kinds = ['direct', 'indirect', 'mixed']
const stances = ['neutral', 'claim', 'deny', 'warn', 'promise', 'order', 'admit', 'believe']
const ALIKE = 0.4, LEAST = 4

function bag(text: string): string[] {
    return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
}

function alike(a: Set<string>, b: Set<string>): number {
    const both = [...a].filter((word) => b.has(word)).length
    return both / (a.size + b.size - both || 1)
}

/** Statements of the same words in several outlets, a group each. */
export function groupsOf(rows: Statement[]): Statement[][] {
    const groups: { words: Set<string>; rows: Statement[] }[] = []
    for (const row of rows) {
        const words = new Set(bag(row.content ?? ''))
        if (words.size < LEAST) continue
        const group = groups.find((g) => g.rows[0].language === row.language && alike(g.words, words) >= ALIKE)
        if (group) group.rows.push(row)
        else groups.push({ words, rows: [row] })
    }
    return groups.map((g) => g.rows).filter((g) => new Set(g.map((row) => row.outlet)).size > 1)
}

/** Words that not all of a group have, marked. */
function Differing({ text, common }: { text: string; common: Set<string> }) {
    return <>{text.split(/([\p{L}\p{N}]+)/u).map((piece, i) =>
        i % 2 === 1 && !common.has(piece.toLowerCase()) ? <mark>{piece}</mark> : piece)}</>
}

function Group({ rows }: { rows: Statement[] }) {
    const sets = rows.map((row) => new Set(bag(row.content ?? '')))
    const common = new Set([...sets[0]].filter((word) => sets.every((s) => s.has(word))))
    return <div class="beside">{rows.map((row) => <div class="said">
        <blockquote lang={tag(row.language)} dir="auto"><Differing text={row.content ?? ''} common={common} /></blockquote>
        <Stands of={row} /></div>)}</div>
}

function All() {
    const people = useRows<Person>('/v1/people?limit=60')
    return <>
        <Title text={t('people')} />
        <Form get={() => ''} />
        <h2>{t('mostQuoted')}</h2>
        <When of={people}>{(rows) => <>
            {rows.length === 0 && <Nothing text={t('empty')} />}
            <div class="columns"><Tally rows={rows.map((p) => ({ name: p.name, count: p.statements, href: address('/person', { name: p.name }) }))} /></div>
            <More more={people.more} />
            <TakeAway path="/v1/people" /></>}</When>
    </>
}

function Form({ get }: { get: (name: string) => string }) {
    return <form class="choose" onSubmit={(event) => {
        event.preventDefault()
        go(address('/person', queryOf(event.target as HTMLFormElement)))
    }}>
        <Field name="name" label={t('nameHint')} value={get('name')} />
        <Choice name="kind" label={t('kindOf')} value={get('kind')} any={t('anyKind')} options={kinds.map((k) => ({ value: k, text: term(k) }))} />
        <Choice name="stance" label={t('stance')} value={get('stance')} any={t('anyKind')} options={stances.map((s) => ({ value: s, text: term(s) }))} />
        <Field name="outlet" label={t('outlet')} value={get('outlet')} />
        <Field name="from" label={t('from')} value={get('from')} hint="2025-03-05" />
        <Field name="to" label={t('to')} value={get('to')} hint="2025-03" />
        <button>{t('show')}</button>
    </form>
}

function One({ name, get }: { name: string; get: (name: string) => string }) {
    const filters = { kind: get('kind'), stance: get('stance'), outlet: get('outlet'), from: get('from'), to: get('to') }
    const by = useRows<Statement>(address('/v1/statements', { name, ...filters, limit: 100 }))
    const about = useRows<Statement>(address('/v1/statements', { about: name, ...filters, limit: 20 }))
    const chains = useRows<Chain>(address('/v1/chains', { name, limit: 20 }))
    const groups = groupsOf(by.value ?? [])
    return <>
        <Title text={name} />
        <Form get={get} />
        {groups.length > 0 && <section><h2>{t('differ')}</h2><p class="sum">{t('differHelp')}</p>{groups.map((rows) => <Group rows={rows} />)}</section>}
        <h2>{t('statementsBy')}</h2>
        <When of={by}>{(rows) => <>
            {rows.length === 0 && <Nothing text={t('noPerson')} />}
            <ul class="items">{rows.map((row) => <StatementRow of={row} />)}</ul>
            <More more={by.more} />
            <TakeAway path="/v1/statements" query={{ name, ...filters }} /></>}</When>
        {about.value?.length !== 0 && <><h2>{t('statementsAbout')}</h2>
            <When of={about}>{(rows) => <>
                <ul class="items">{rows.map((row) => <StatementRow of={row} />)}</ul>
                <More more={about.more} />
                <TakeAway path="/v1/statements" query={{ about: name, ...filters }} /></>}</When></>}
        {chains.value?.length !== 0 && <><h2>{t('chains')}</h2>
            <When of={chains}>{(rows) => <><ChainTable rows={rows} /><TakeAway path="/v1/chains" query={{ name }} /></>}</When></>}
    </>
}

export function PersonView({ get }: { get: (name: string) => string }) {
    return get('name') ? <One name={get('name')} get={get} key={get('name')} /> : <All />
}
