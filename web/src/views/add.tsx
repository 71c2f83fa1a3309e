// add.tsx -- a saved page, an archive or what lies at a path into the store: the one view that
// changes something.
import { useEffect, useState } from 'preact/hooks'
import { address, getRows, itemPath, Json, Problem, shown } from '../api'
import { Title, Trouble } from '../parts'
import { go } from '../router'
import { list, obj, Obj, str } from '../record'
import { count, t } from '../words'

interface Added {
    id: string
    headline: string
}

/** How far a reading is, as /v1/added has it. */
interface Reading {
    reading: number
    running?: boolean
    read: number
    added: number
    known: number
    failed: number
    items_added: number
    problems: { where: string; detail: string; fix: string }[]
    items: { id: string; headline?: string }[]
}

interface Answer {
    page?: string // of one page
    items: Added[]
    reading?: boolean // an archive or a path: ask /v1/added
}

/** Send a file, or ask for a path, saying how much of it has gone; fetch() cannot. */
function send(query: { url?: string; file?: string; path?: string }, file: File | undefined, progress: (percent: number) => void): Promise<Answer> {
    return new Promise((resolve, reject) => {
        const request = new XMLHttpRequest()
        request.open('POST', address('/v1/add', query))
        request.setRequestHeader('Content-Type', 'application/octet-stream')
        request.setRequestHeader('Dateline-Request', 'add')
        request.upload.onprogress = (event) => progress(event.total ? Math.round((event.loaded / event.total) * 100) : 0)
        request.onerror = () => reject(new Problem('the server does not answer', '/v1/add', 'start it again: dateline serve -s STORE'))
        request.onload = () => {
            let body: Obj
            try {
                body = obj(JSON.parse(request.responseText) as Json)
            } catch {
                body = obj(null)
            }
            if (request.status !== 200 && request.status !== 202)
                reject(new Problem(shown(str(body.detail)) || String(request.status), shown(str(body.where)), shown(str(body.fix))))
            else
                resolve({ page: str(body.page), reading: request.status === 202,
                    items: list(body.items).map((i) => ({ id: str(obj(i).id), headline: shown(str(obj(i).headline)) })) })
        }
        request.send(file ?? '')
    })
}

/** "file:///srv/pages/a%20b.warc" or a path, as a path. */
function pathOf(text: string): string {
    if (!text.startsWith('file://')) return text
    try {
        return decodeURIComponent(text.slice('file://'.length))
    } catch {
        return text.slice('file://'.length)
    }
}

function Items({ items }: { items: { id: string; headline?: string }[] }) {
    return <ul class="plain">{items.map((item) => <li><a href={itemPath(item.id)}>{item.headline || t('noHeadline')}</a></li>)}</ul>
}

/** What is being read, asked for until it has ended. */
function Progress() {
    const [state, set] = useState<{ now?: Reading; error?: Problem }>({})
    useEffect(() => {
        let timer: ReturnType<typeof setTimeout>
        const abort = new AbortController()
        const look = () => getRows<never>('/v1/added', abort.signal).then((answer) => {
            const now = answer as unknown as Reading
            set({ now })
            if (now.running) timer = setTimeout(look, 500)
        }, (error) => abort.signal.aborted || set({ error }))
        look()
        return () => {
            abort.abort()
            clearTimeout(timer)
        }
    }, [])
    const { now, error } = state
    if (error) return <Trouble error={error} />
    if (!now) return null
    return <section role="status">
        {now.running && <p>{t('beingRead')} <progress aria-label={t('beingRead')} /></p>}
        <p>{t('pagesRead', { read: now.read, added: now.added, items: count('nItems', now.items_added), known: now.known, failed: now.failed })}</p>
        {now.problems.length > 0 && <ul>{now.problems.map((p) => <li>{p.where}: {p.detail}{p.fix && ` (${p.fix})`}</li>)}</ul>}
        <Items items={now.items} />
    </section>
}

export function Add() {
    const [state, set] = useState<{ percent?: number; answer?: Answer; error?: Problem; times: number }>({ times: 0 })
    const [file, setFile] = useState<File>()
    const [path, setPath] = useState('')
    const [over, setOver] = useState(false)
    const submit = (event: SubmitEvent) => {
        event.preventDefault()
        const url = String(new FormData(event.target as HTMLFormElement).get('url')).trim()
        const times = state.times + 1
        set({ percent: 0, times })
        send(path ? { path: pathOf(path.trim()) } : { url, file: file?.name }, path ? undefined : file, (percent) => set({ percent, times })).then(
            (answer) => {
                set({ answer, times })
                if (!answer.reading && answer.items.length === 1) go(itemPath(answer.items[0].id))
            },
            (error: Problem) => set({ error, times }))
    }
    const drop = (event: DragEvent) => {
        event.preventDefault()
        setOver(false)
        const link = event.dataTransfer?.getData('text/uri-list') ?? ''
        if (event.dataTransfer?.files[0]) setFile(event.dataTransfer.files[0])
        else if (link.startsWith('file://')) setPath(link)
    }
    const busy = state.percent !== undefined
    return <>
        <Title text={t('add')} />
        <p class="sum">{t('addHelp')}</p>
        <form class={over ? 'add over' : 'add'} onSubmit={submit} onDrop={drop} onDragLeave={() => setOver(false)}
            onDragOver={(event) => { event.preventDefault(); setOver(true) }}>
            <label>{t('chooseFile')} <input type="file" accept=".html,.htm,.txt,.xhtml,.warc,.gz,.zst,.wacz,.arc,text/html,text/plain"
                onChange={(event) => setFile((event.target as HTMLInputElement).files?.[0])} /></label>
            <p class="quiet">{file ? file.name : t('dropHere')}</p>
            <label>{t('fromAddress')} <input name="url" type="url" placeholder="https://" maxLength={2000} /></label>
            <label>{t('orPath')} <input name="path" placeholder="/home/…/saved.warc.gz" maxLength={4000} value={path}
                onInput={(event) => setPath((event.target as HTMLInputElement).value)} /></label>
            <button disabled={(!file && path.trim() === '') || busy}>{t('addIt')}</button>
            {busy && <><progress max={100} value={state.percent} aria-label={t('addIt')} />
                <p role="status">{state.percent! < 100 && !path ? t('sending', { percent: state.percent! }) : t('beingRead')}</p></>}
        </form>
        {state.error && <Trouble error={state.error} />}
        {state.answer?.reading && <Progress key={state.times} />}
        {state.answer && !state.answer.reading && <section role="status">
            <h2>{t(state.answer.page === 'known' ? 'wasKnown' : 'wasAdded')}</h2>
            {state.answer.items.length === 0 && <p>{t('noItems')}</p>}
            <Items items={state.answer.items} />
        </section>}
    </>
}
