// make-land.mjs -- the land of the world and its borders as SVG paths, for the map of incidents.
//
//     node make-land.mjs > src/land.ts
//
// In: Natural Earth's countries at 1:110 million (public domain), by way of world-atlas. Plate
// carrée: x is the longitude, y minus the latitude, so that a place needs no projection at all.
// d3-geo cuts what crosses the 180th meridian.
import { readFileSync } from 'node:fs'
import { geoEquirectangular, geoPath } from 'd3-geo'
import { feature, mesh } from 'topojson-client'

const atlas = JSON.parse(readFileSync('node_modules/world-atlas/countries-110m.json', 'utf8'))
const draw = geoPath(geoEquirectangular().scale(180 / Math.PI).translate([0, 0]).precision(0)).digits(1)
const land = draw(feature(atlas, atlas.objects.land))
const borders = draw(mesh(atlas, atlas.objects.countries, (a, b) => a !== b))
console.log(`// Made by make-land.mjs from Natural Earth's countries at 1:110 million (public domain).
export const land = '${land}'
export const borders = '${borders}'`)
