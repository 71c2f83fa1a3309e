// add.tsx -- a saved page into the store: the one view that changes something.
import { useState } from 'preact/hooks'
import { address, itemPath, Problem, shown } from '../api'
import { Title, Trouble } from '../parts'
import { go } from '../router'
import { obj, list, str } from '../record'
import { t } from '../words'

interface Answer {
    page: string
    items: { id: string; headline: string }[]
}

/** Send a file, saying how much of it has gone; fetch() cannot. */
function send(file: File, url: string, progress: (percent: number) => void): Promise<Answer> {
    return new Promise((resolve, reject) => {
        const request = new XMLHttpRequest()
        request.open('POST', address('/v1/add', { url, file: file.name }))
        request.setRequestHeader('Content-Type', 'application/octet-stream')
        request.setRequestHeader('Dateline-Request', 'add')
        request.upload.onprogress = (event) => progress(event.total ? Math.round((event.loaded / event.total) * 100) : 0)
        request.onerror = () => reject(new Problem('the server does not answer', '/v1/add', 'start it again: dateline serve -s STORE'))
        request.onload = () => {
            let body
            try {
                body = obj(JSON.parse(request.responseText))
            } catch {
                body = obj(null)
            }
            if (request.status !== 200)
                reject(new Problem(shown(str(body.detail)) || String(request.status), shown(str(body.where)), shown(str(body.fix))))
            else
                resolve({ page: str(body.page), items: list(body.items).map((i) => ({ id: str(obj(i).id), headline: shown(str(obj(i).headline)) })) })
        }
        request.send(file)
    })
}

export function Add() {
    const [state, set] = useState<{ percent?: number; answer?: Answer; error?: Problem }>({})
    const [file, setFile] = useState<File>()
    const [over, setOver] = useState(false)
    const submit = (event: SubmitEvent) => {
        event.preventDefault()
        const url = String(new FormData(event.target as HTMLFormElement).get('url')).trim()
        if (!file) return
        set({ percent: 0 })
        send(file, url, (percent) => set({ percent })).then(
            (answer) => {
                set({ answer })
                if (answer.items.length === 1) go(itemPath(answer.items[0].id))
            },
            (error: Problem) => set({ error }))
    }
    const drop = (event: DragEvent) => {
        event.preventDefault()
        setOver(false)
        if (event.dataTransfer?.files[0]) setFile(event.dataTransfer.files[0])
    }
    const busy = state.percent !== undefined
    return <>
        <Title text={t('add')} />
        <p class="sum">{t('addHelp')}</p>
        <form class={over ? 'add over' : 'add'} onSubmit={submit} onDrop={drop} onDragLeave={() => setOver(false)}
            onDragOver={(event) => { event.preventDefault(); setOver(true) }}>
            <label>{t('chooseFile')} <input type="file" accept=".html,.htm,.txt,.xhtml,text/html,text/plain"
                onChange={(event) => setFile((event.target as HTMLInputElement).files?.[0])} /></label>
            <p class="quiet">{file ? file.name : t('dropHere')}</p>
            <label>{t('fromAddress')} <input name="url" type="url" placeholder="https://" maxLength={2000} /></label>
            <button disabled={!file || busy}>{t('addIt')}</button>
            {busy && <><progress max={100} value={state.percent} aria-label={t('addIt')} />
                <p role="status">{state.percent! < 100 ? t('sending', { percent: state.percent! }) : t('beingRead')}</p></>}
        </form>
        {state.error && <Trouble error={state.error} />}
        {state.answer && <section role="status">
            <h2>{t(state.answer.page === 'known' ? 'wasKnown' : 'wasAdded')}</h2>
            {state.answer.items.length === 0 && <p>{t('noItems')}</p>}
            <ul class="plain">{state.answer.items.map((item) => <li><a href={itemPath(item.id)}>{item.headline || t('noHeadline')}</a></li>)}</ul>
        </section>}
    </>
}
