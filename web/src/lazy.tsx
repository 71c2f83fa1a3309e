// lazy.tsx -- a part of the page that is fetched when it is first shown.
import { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { t } from './words'

export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
    let known: ComponentType<P> | undefined
    return function Later(props: P) {
        const [, again] = useState(false)
        useEffect(() => {
            if (!known)
                load().then((loaded) => {
                    known = loaded
                    again(true)
                })
        }, [])
        const Known = known
        return Known ? <Known {...props} /> : <p class="loading" role="status">{t('loading')}</p>
    }
}
