// view.mjs -- how soon a view can be used, in Chromium: name, value, unit, a line each.
//
//     node bench/view.mjs PROGRAM STORE [VIEW…]
//
// For each view, in a new browser context each time (nothing kept), the best and the middle of seven:
// until its heading and its first row can be clicked, and until nothing is on its way any more.
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'

const [program, store, ...views] = process.argv.slice(2)
const { chromium } = createRequire(new URL('../web/package.json', import.meta.url))('playwright-core')
const TIMES = 7

const server = spawn(program, ['serve', '-s', store, '--port', '0'])
const base = await new Promise((resolve, reject) => {
    let said = ''
    server.stderr.on('data', (data) => {
        const at = /(http:\S+)\//.exec(said += data)
        if (at) resolve(at[1])
    })
    server.on('exit', () => reject(new Error(said)))
})
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })

async function once(view) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 } })
    const page = await context.newPage()
    const started = performance.now()
    await page.goto(base + view, { waitUntil: 'commit' })
    await page.waitForSelector('main h1')
    await page.waitForSelector('main .items a, main .tally a, main tbody a, main .none')
    const usable = performance.now() - started
    await page.waitForFunction(() => !document.querySelector('.loading'))
    const whole = performance.now() - started
    await context.close()
    return [usable, whole]
}

for (const view of views.length > 0 ? views : ['/', '/search?q=storm', '/person', '/incidents', '/outlet']) {
    const all = []
    for (let i = 0; i < TIMES; i++) all.push(await once(view))
    for (const [i, what] of [[0, 'usable'], [1, 'whole']]) {
        const sorted = all.map((one) => one[i]).sort((a, b) => a - b)
        console.log(`${`view ${view} ${what}`.padEnd(36)} ${sorted[0].toFixed(0).padStart(6)} ms at best, ${sorted[TIMES >> 1].toFixed(0)} ms in the middle`)
    }
}
await browser.close()
server.kill()
