// record.ts -- reading a record (docs/formats/record.md): what is of the wrong kind is not there.
import { Json, shown, Span } from './api'

export type Obj = { [key: string]: Json | undefined }

export function obj(value: Json | undefined): Obj {
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {}
}

export function list(value: Json | undefined): Json[] {
    return Array.isArray(value) ? value : []
}

export function str(value: Json | undefined): string {
    return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}

/** The words of a value, for people: of an object its text, name, value or caption. */
export function wordsOf(value: Json | undefined): string {
    if (Array.isArray(value)) return value.map(wordsOf).filter((w) => w !== '').join(', ')
    const of = obj(value)
    return shown(str(value) || str(of.text) || str(of.name) || str(of.value) || str(of.caption))
}

/** [s,e] or [[s,e],…], in order. */
export function spans(value: Json | undefined): Span[] {
    const isSpan = (v: Json): v is [number, number] =>
        Array.isArray(v) && v.length === 2 && Number.isInteger(v[0]) && Number.isInteger(v[1]) && (v[0] as number) <= (v[1] as number)
    const all = list(value)
    return isSpan(all) ? [all] : all.filter(isSpan)
}

/** From positions in code points to positions in UTF-16, which is what strings are made of here. */
export function positions(text: string): (point: number) => number {
    if (!/[\ud800-\udbff]/.test(text)) return (point) => Math.min(point, text.length)
    const at: number[] = []
    for (let i = 0; i < text.length; i += text.codePointAt(i)! > 0xffff ? 2 : 1) at.push(i)
    return (point) => at[point] ?? text.length
}

export interface Mark {
    span: Span
    kind: string
    fact?: string
}

export interface Piece {
    span: Span
    marks: Mark[]
}

/** `window` cut where marks begin and end; each piece with all that lie over it, the shortest last. */
export function pieces(window: Span, marks: Mark[]): Piece[] {
    const over = marks.filter((m) => m.span[0] < window[1] && m.span[1] > window[0] && m.span[0] < m.span[1])
    const cuts = new Set([window[0], window[1]])
    for (const { span } of over) {
        if (span[0] > window[0]) cuts.add(span[0])
        if (span[1] < window[1]) cuts.add(span[1])
    }
    const sorted = [...cuts].sort((a, b) => a - b)
    return sorted.slice(1).map((end, i) => ({
        span: [sorted[i], end] as Span,
        marks: over.filter((m) => m.span[0] <= sorted[i] && m.span[1] >= end)
            .sort((a, b) => (b.span[1] - b.span[0]) - (a.span[1] - a.span[0])),
    }))
}
