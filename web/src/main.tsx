// main.tsx -- the frame of every view, and which view an address is.
import { render } from 'preact'
import { useState } from 'preact/hooks'
import { address } from './api'
import { go, Place, usePlace } from './router'
import './style.css'
import { Add } from './views/add'
import { Article } from './views/article'
import { Chains } from './views/chains'
import { Incidents } from './views/incidents'
import { Outlet } from './views/outlet'
import { PersonView } from './views/person'
import { Search } from './views/search'
import { Today } from './views/today'
import { Nothing, Title } from './parts'
import { choose, language, Language, languages, t, Word } from './words'

const tabs: [string, Word][] = [
    ['/', 'today'], ['/search', 'search'], ['/person', 'people'], ['/incidents', 'incidents'], ['/chains', 'chains'],
    ['/outlet', 'outlets'], ['/add', 'add'],
]

function View({ place }: { place: Place }) {
    const get = (name: string) => place.query.get(name) ?? ''
    switch (place.path) {
    case '/': return <Today />
    case '/search': return <Search get={get} />
    case '/person': return <PersonView get={get} />
    case '/incidents': return <Incidents get={get} />
    case '/chains': return <Chains get={get} />
    case '/outlet': return <Outlet get={get} />
    case '/add': return <Add />
    }
    const item = /^\/item\/([0-9a-f]{16}\.\d+)$/.exec(place.path)
    if (item) return <Article id={item[1]} hash={place.hash} key={item[1]} />
    return <><Title text={t('noPage')} /><Nothing text={place.path} /></>
}

function Frame() {
    const place = usePlace()
    const [, again] = useState(language)
    const find = (event: SubmitEvent) => {
        event.preventDefault()
        const q = String(new FormData(event.target as HTMLFormElement).get('q'))
        go(address('/search', { q: q.trim() }))
    }
    document.documentElement.lang = language
    return <>
        <a class="skip" href="#main">{t('skip')}</a>
        <header class="top">
            <a class="name" href="/">dateline</a>
            <nav aria-label={t('views')}><ul>{tabs.map(([path, word]) =>
                <li><a href={path} aria-current={place.path === path ? 'page' : undefined}>{t(word)}</a></li>)}</ul></nav>
            {place.path !== '/search' && <form class="find" role="search" action="/search" onSubmit={find}>
                <label class="unseen" for="find">{t('searchAll')}</label>
                <input id="find" name="q" type="search" placeholder={t('searchAll')} maxLength={1000} />
                <button>{t('search')}</button>
            </form>}
        </header>
        <main id="main" tabIndex={-1}><View place={place} /></main>
        <footer class="bottom">
            <span>{t('foot')}</span>
            <label>{t('language')} <select onChange={(event) => {
                choose((event.target as HTMLSelectElement).value as Language)
                again(language)
            }}>{languages.map((l) => <option value={l} selected={l === language} lang={l}>
                {new Intl.DisplayNames([l], { type: 'language' }).of(l)}</option>)}</select></label>
        </footer>
    </>
}

render(<Frame />, document.getElementById('app')!)
