// make-land.mjs -- the land of the world as one SVG path, for the map of incidents.
//
//     node make-land.mjs > src/land.ts
//
// In: Natural Earth's land at 1:110 million (public domain), by way of world-atlas. Plate
// carrée: x is the longitude, y minus the latitude, so that a place needs no projection at all.
import { readFileSync } from 'node:fs'
import { feature } from 'topojson-client'

const atlas = JSON.parse(readFileSync('node_modules/world-atlas/land-110m.json', 'utf8'))
const rings = feature(atlas, atlas.objects.land).features.flatMap((f) =>
    f.geometry.type === 'Polygon' ? f.geometry.coordinates : f.geometry.coordinates.flat())
const path = rings
    .map((ring) => 'M' + ring.map(([x, y]) => `${+x.toFixed(1)} ${+(-y).toFixed(1)}`).join('L') + 'Z')
    .join('')
console.log(`// Made by make-land.mjs from Natural Earth's land at 1:110 million (public domain).\nexport const land = '${path}'`)
