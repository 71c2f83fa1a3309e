// map.tsx -- incidents whose place is known, on the land of the world.
import { Incident, itemPath } from '../api'
import { borders, land } from '../land'
import { titleOf } from '../parts'
import { count, t, term, time } from '../words'

/** A window around all places, with room, in degrees. */
function windowOf(placed: Incident[]): string {
    const lons = placed.map((p) => p.lon!), lats = placed.map((p) => p.lat!)
    const middle = (all: number[]) => (Math.min(...all) + Math.max(...all)) / 2
    const span = Math.max(Math.max(...lons) - Math.min(...lons), 2 * (Math.max(...lats) - Math.min(...lats)), 10) * 1.3
    const wide = Math.min(span, 360), high = wide / 2
    return `${middle(lons) - wide / 2} ${-middle(lats) - high / 2} ${wide} ${high}`
}

export function WorldMap({ rows }: { rows: Incident[] }) {
    const placed = rows.filter((row) => row.lat !== undefined && row.lon !== undefined)
    const rest = rows.length - placed.length
    if (placed.length === 0) return <p class="none">{t('noPlaces', { n: count('nAccounts', rest) })}</p>
    const window = windowOf(placed)
    const size = +window.split(' ')[2] / 120
    return <>
        <svg class="map" viewBox={window} role="group" aria-label={t('map')}>
            <path class="land" d={land} />
            <path class="borders" d={borders} />
            {placed.map((row) => {
                const title = `${term(row.type ?? 'incident')}, ${row.place ?? ''}, ${time(row.date)}: ${titleOf(row)}`
                return <a href={itemPath(row.item, row.id)} aria-label={title}>
                    <circle cx={row.lon} cy={-row.lat!} r={size}><title>{title}</title></circle></a>
            })}
        </svg>
        {rest > 0 && <p class="sum">{t('notPlaced', { n: count('nAccounts', rest) })}</p>}
    </>
}
