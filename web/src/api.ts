// api.ts -- what the server knows, asked for under /v1/ (docs/formats/api.md).
import { useEffect, useState } from 'preact/hooks'

export interface Item {
    id: string
    kind?: string
    headline?: string
    opening?: string
    outlet?: string
    publisher?: string
    published?: string
    day?: string
    language?: string
    authors?: string
    section?: string
    url?: string
    file?: string
    statements: number
    incidents: number
    snippet?: string
    hits?: Span[]
}

export type Span = [number, number]

export interface OfItem {
    id: string
    item: string
    headline?: string
    opening?: string
    outlet?: string
    publisher?: string
    published?: string
    day?: string
    language?: string
}

export interface Statement extends OfItem {
    kind?: string
    stance?: string
    cue?: string
    source?: string
    source_type?: string
    role?: string
    speaker?: string
    via?: string[]
    addressee?: string
    content?: string
}

export interface Figure {
    what?: string
    value?: number
    min?: number
    max?: number
    bound?: string
    of?: string
    scope?: string
    parent?: number
    text?: string
}

export interface Incident extends OfItem {
    type?: string
    status?: string
    date?: string
    first_day?: string
    last_day?: string
    precision?: string
    basis?: string
    place?: string
    lat?: number
    lon?: number
    actors?: string
    target?: string
    source?: string
    figures?: Figure[]
}

export interface Person {
    name: string
    statements: number
    passed_on: number
    outlets: number
    first_day?: string
    last_day?: string
}

export interface Source {
    outlet: string
    publisher?: string
    items: number
    captures: number
    statements: number
    incidents: number
    languages?: string[]
    first_day?: string
    last_day?: string
}

export interface Coverage {
    day: string
    outlet?: string
    language?: string
    items: number
    captures: number
}

export interface Chain {
    relay: string
    of?: string
    outlet?: string
    statements: number
    first_day?: string
    last_day?: string
}

export interface Capture {
    sha256: string
    bytes: number
    url?: string
    file?: string
    captured?: string
    items?: string[]
}

export interface Rows<T> {
    rows: T[]
    next?: string
    limited?: 'time' | 'weighed'
}

/** What went wrong, in the three parts of every error of dateline. */
export class Problem extends Error {
    constructor(readonly what: string, readonly where: string, readonly fix: string) {
        super(what)
    }
}

export type Query = Record<string, string | number | undefined>

/** An address of the API, or of a view, with what is given of `query`. */
export function address(path: string, query: Query = {}): string {
    const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
    const text = new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString()
    return text === '' ? path : `${path}?${text}`
}

/** "0123456789abcdef.1" for an item's id. */
export function partOf(id: string): string {
    return id.replace(/^sha256:/, '').replace('#', '.')
}

export function itemPath(id: string, fact?: string): string {
    return `/item/${encodeURIComponent(partOf(id))}` + (fact ? `#${encodeURIComponent(fact.replace(/^#/, ''))}` : '')
}

// Characters that are not seen but change what is: written out, as everywhere in dateline.
const acting = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]|\udb40[\udc00-\udc7f]/g

export function shown(text: string): string {
    return text.replace(acting, (c) => `[U+${c.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`)
}

async function problemOf(answer: Response): Promise<Problem> {
    try {
        const body = await answer.json()
        return new Problem(shown(String(body.detail ?? body.title)), shown(String(body.where ?? '')), shown(String(body.fix ?? '')))
    } catch {
        return new Problem(`${answer.status} ${answer.statusText}`, '', '')
    }
}

async function fetched(url: string, signal?: AbortSignal): Promise<Response> {
    let answer: Response
    try {
        answer = await fetch(url, { signal, headers: { Accept: 'application/json' } })
    } catch (error) {
        if (signal?.aborted) throw error
        throw new Problem('the server does not answer', url, 'start it again: dateline serve -s STORE')
    }
    if (!answer.ok) throw await problemOf(answer)
    return answer
}

/** JSON, every string of it fit to be shown. */
export async function getRows<T>(url: string, signal?: AbortSignal): Promise<Rows<T>> {
    const text = await (await fetched(url, signal)).text()
    return JSON.parse(text, (_, value) => (typeof value === 'string' ? shown(value) : value)) as Rows<T>
}

/** JSON as it is: positions count in its strings. */
export async function getRecord(url: string, signal?: AbortSignal): Promise<Json> {
    return (await (await fetched(url, signal)).json()) as Json
}

export async function getBytes(url: string, signal?: AbortSignal): Promise<Uint8Array> {
    return new Uint8Array(await (await fetched(url, signal)).arrayBuffer())
}

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json | undefined }

export interface Loaded<T> {
    value?: T
    error?: Problem
}

/** What `load` gives for `key`, which says when to ask again; nothing while it is on its way. */
export function useLoaded<T>(key: string | undefined, load: (key: string, signal: AbortSignal) => Promise<T>): Loaded<T> {
    const [state, set] = useState<{ key?: string } & Loaded<T>>({})
    useEffect(() => {
        if (key === undefined) return
        const abort = new AbortController()
        load(key, abort.signal).then(
            (value) => set({ key, value }),
            (error) => {
                if (abort.signal.aborted) return
                set({ key, error: error instanceof Problem ? error : new Problem(String(error), key, '') })
            })
        return () => abort.abort()
    }, [key])
    return state.key === key ? state : {}
}

/** Rows of a list, and a way to have more. */
export function useRows<T>(url: string | undefined): Loaded<T[]> & { more?: () => void; limited?: Rows<T>['limited'] } {
    const first = useLoaded(url, (key, signal) => getRows<T>(key, signal))
    const [rest, setRest] = useState<{ of?: string; rows: T[]; next?: string; error?: Problem }>({ rows: [] })
    if (first.value === undefined) return { error: first.error }
    const mine = rest.of === url ? rest : { of: url, rows: [], next: first.value.next }
    const next = mine.next
    return {
        value: [...first.value.rows, ...mine.rows],
        error: mine.error,
        limited: first.value.limited,
        more: next === undefined ? undefined : () => {
            getRows<T>(next).then(
                (got) => setRest({ of: url, rows: [...mine.rows, ...got.rows], next: got.next }),
                (error) => setRest({ ...mine, error: error as Problem }))
        },
    }
}
