// router.tsx -- views by their addresses, which can be shared.
import { useEffect, useState } from 'preact/hooks'

export interface Place {
    path: string
    query: URLSearchParams
    hash: string
}

function here(): Place {
    let path = location.pathname
    try {
        path = decodeURIComponent(path)
    } catch {
        // as it is
    }
    return { path, query: new URLSearchParams(location.search), hash: decodeHash(location.hash) }
}

function decodeHash(hash: string): string {
    try {
        return decodeURIComponent(hash.slice(1))
    } catch {
        return hash.slice(1)
    }
}

const moved = 'dateline:moved'

export function go(to: string, replace = false): void {
    if (replace) history.replaceState(null, '', to)
    else history.pushState(null, '', to)
    dispatchEvent(new Event(moved))
}

/** A click that the browser would follow to another view of ours. */
function followed(event: MouseEvent): string | undefined {
    const link = (event.target as Element | null)?.closest?.('a')
    if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey ||
        event.altKey || link.hasAttribute('download') || link.target !== '' || link.origin !== location.origin ||
        link.pathname.startsWith('/v1/'))
        return undefined
    if (link.getAttribute('href')?.startsWith('#') && link.dataset.fact === undefined) return undefined
    return link.pathname + link.search + link.hash
}

export function usePlace(): Place {
    const [place, set] = useState(here)
    useEffect(() => {
        const update = () => set(here())
        const click = (event: MouseEvent) => {
            const to = followed(event)
            if (to === undefined) return
            event.preventDefault()
            go(to)
        }
        addEventListener('popstate', update)
        addEventListener(moved, update)
        document.addEventListener('click', click)
        return () => {
            removeEventListener('popstate', update)
            removeEventListener(moved, update)
            document.removeEventListener('click', click)
        }
    }, [])
    return place
}
