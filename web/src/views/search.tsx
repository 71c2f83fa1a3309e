// search.tsx -- items by words and filters, which stand in the address.
import { address, Item, Source, useRows } from '../api'
import { Choice, Field, ItemRow, More, Nothing, queryOf, TakeAway, Title, When } from '../parts'
import { go } from '../router'
import { languageName, t, Word } from '../words'

const help: [string, Word][] = [
    ['ferry storm', 'howAll'], ['"harbour master"', 'howPhrase'], ['harb*', 'howPrefix'],
    ['ferry OR lighthouse', 'howOr'], ['storm NOT ferry', 'howNot'],
    ['person:"Ana Costa"', 'howField'], ['place:saltmere lang:en from:2024-03', 'howWhere'],
]

/** The filters as words of the query: /v1/export has nothing but that. */
function wholeQuery(query: Record<string, string>): string {
    const quoted = (text: string) => `"${text.replaceAll('"', ' ')}"`
    return [query.q && `(${query.q})`, query.outlet && `outlet:${quoted(query.outlet)}`, query.language && `lang:${query.language}`,
        query.from && `from:${query.from}`, query.to && `to:${query.to}`].filter(Boolean).join(' ')
}

export function Search({ get }: { get: (name: string) => string }) {
    const query = { q: get('q'), outlet: get('outlet'), language: get('language'), from: get('from'), to: get('to') }
    const path = query.q ? '/v1/search' : '/v1/items'
    const found = useRows<Item>(address(path, query))
    const sources = useRows<Source>('/v1/sources?limit=1000')
    const tags = [...new Set((sources.value ?? []).flatMap((s) => s.languages ?? []))].sort()
    const submit = (event: SubmitEvent) => {
        event.preventDefault()
        go(address('/search', queryOf(event.target as HTMLFormElement)))
    }
    return <>
        <Title text={query.q ? `${t('search')}: ${query.q}` : t('search')}>{t('search')}</Title>
        <form class="choose" role="search" onSubmit={submit}>
            <label class="wide">{t('words')} <input name="q" type="search" maxLength={1000} defaultValue={query.q} key={query.q} /></label>
            <Choice name="outlet" label={t('outlet')} value={query.outlet} any={t('anyOutlet')}
                options={(sources.value ?? []).map((s) => ({ value: s.outlet, text: s.publisher ?? s.outlet }))} />
            <Choice name="language" label={t('language')} value={query.language} any={t('anyLanguage')}
                options={tags.map((one) => ({ value: one, text: languageName(one) }))} />
            <Field name="from" label={t('from')} value={query.from} hint="2025-03-05" />
            <Field name="to" label={t('to')} value={query.to} hint="2025-03" />
            <button>{t('show')}</button>
        </form>
        <h2 class="unseen">{t('results')}</h2>
        <When of={found}>{(items) => <>
            {items.length === 0 ? <Nothing /> : <p class="sum">{t(query.q ? 'bestFirst' : 'newestFirst')}</p>}
            <ul class="items">{items.map((item) => <ItemRow item={item} />)}</ul>
            <More more={found.more} />
            <TakeAway path={path} query={query} />
            <p class="take">{t('wholeRecords')} {['jsonl', 'csv', 'annotations', 'ninjs', 'geojson', 'bibtex', 'ris'].map((format) => <>
                <a href={address('/v1/export', { q: wholeQuery(query), format })} download="">{format}</a>{' '}</>)}</p></>}</When>
        <section class="help"><h2>{t('howTo')}</h2><dl>{help.map(([example, word]) =>
            <div><dt><kbd>{example}</kbd></dt><dd>{t(word)}</dd></div>)}</dl></section>
    </>
}
