// browser.mjs -- the web page in Debian's Chromium, as people use it.
//
//     node browser.mjs BUILD REPOSITORY [HOSTILE]
//
// BUILD has the program and evil_store; HOSTILE the unpacked packs of payloads, if there are
// some. Prints TAP. PICTURES=folder: pictures of every view go there.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const [build, root, hostile] = process.argv.slice(2)
const require = createRequire(join(resolve(root), 'web/package.json'))
const { chromium } = require('playwright-core')
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const work = mkdtempSync(join(tmpdir(), 'dateline-web-'))
const servers = []

// ---- TAP ------------------------------------------------------------------------

let count = 0, failed = 0

async function test(name, run) {
    const started = Date.now()
    try {
        const comment = await run()
        console.log(`ok ${++count} - ${name}${comment ? ` # ${comment}` : ''}`)
    } catch (error) {
        failed++
        console.log(`not ok ${++count} - ${name}\n${String(error.stack ?? error).replace(/^/gm, '#   ')}`)
    }
    if (process.env.TIMES) console.log(`# ${Date.now() - started} ms`)
}

function must(condition, what) {
    if (!condition) throw new Error(what)
}

function same(a, b, what) {
    must(JSON.stringify(a) === JSON.stringify(b), `${what}: ${JSON.stringify(a)}, not ${JSON.stringify(b)}`)
}

// ---- The server and the browser ------------------------------------------------------

async function serve(store) {
    const server = spawn(join(build, 'dateline'), ['serve', '-s', store, '--port', '0'])
    servers.push(server)
    return await new Promise((resolve, reject) => {
        let said = ''
        server.stderr.on('data', (data) => {
            said += data
            const at = /(http:\S+)\//.exec(said)
            if (at) resolve(at[1])
        })
        server.on('exit', () => reject(new Error(said)))
    })
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })

/** A page that notes what must not be: errors, requests elsewhere, scripts that ran. */
async function open(base, options = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: 'en-GB', ...options })
    await context.addInitScript(() => {
        globalThis.ran = 0
        for (const name of ['alert', 'confirm', 'prompt', 'print']) globalThis[name] = () => { globalThis.ran++ }
    })
    const page = await context.newPage()
    const wrong = []
    page.on('console', (m) => ['error', 'warning'].includes(m.type()) && wrong.push(`console: ${m.text()}`))
    page.on('pageerror', (e) => wrong.push(`error: ${e.message}`))
    page.on('request', (r) => r.url().startsWith(base + '/') || wrong.push(`asked elsewhere: ${r.url()}`))
    page.on('dialog', (d) => { wrong.push(`dialog: ${d.message()}`); d.dismiss() })
    page.on('popup', (p) => wrong.push(`a window: ${p.url()}`))
    const visit = async (path) => {
        await page.goto(base + path)
        await settled(page)
    }
    return { page, wrong, visit, close: () => context.close() }
}

/** Nothing is on its way any more. */
async function settled(page) {
    await page.waitForSelector('main h1, main [role=alert]', { state: 'attached' })
    await page.waitForFunction(() => !document.querySelector('.loading'))
}

/** Through views as clicks would lead, each until it is all there. */
async function go(page, paths) {
    await page.evaluate(async (paths) => {
        for (const to of paths) {
            history.pushState(null, '', to)
            dispatchEvent(new Event('dateline:moved'))
            for (let i = 0; i < 2000; i++) {
                await new Promise((later) => setTimeout(later, 2))
                if (i > 1 && document.querySelector('main h1, main [role=alert]') && !document.querySelector('.loading')) break
            }
        }
    }, paths)
}

async function violations(page) {
    await page.evaluate(axeSource)
    return await page.evaluate(async () => (await globalThis.axe.run(document, { resultTypes: ['violations'] })).violations
        .flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 150)} ${n.failureSummary?.replace(/\s+/g, ' ').slice(0, 200)}`)))
}

async function json(base, path) {
    return await (await fetch(base + path)).json()
}

// ---- The newsroom ----------------------------------------------------------------------

const store = join(work, 'news.dateline')
const read = spawnSync(join(build, 'dateline'), ['ingest', '-q', '-s', store, join(root, 'samples/newsroom')])
must(read.status === 0, String(read.stderr))
const base = await serve(store)
const found = (await json(base, '/v1/search?q=market+rockets&limit=1')).rows[0]
const article = `/item/${found.id.replace('sha256:', '').replace('#', '.')}`
const outlet = (await json(base, '/v1/sources')).rows[1].outlet

const views = {
    today: '/',
    search: '/search?q=market',
    article,
    statement: `${article}#1s1`,
    incident: `${article}#1i1`,
    value: `${article}#=headline`,
    people: '/person',
    person: '/person?name=Oleh+Stavnyk',
    incidents: '/incidents',
    timeline: '/incidents?view=time',
    map: '/incidents?view=map',
    chains: '/chains',
    outlets: '/outlet',
    outlet: `/outlet?name=${outlet}`,
    add: '/add',
    nothing: '/item/0000000000000000.1',
    nonsense: '/search?q=a+AND',
}
const expected = { nothing: 404, nonsense: 400 } // of which the console says so

async function picture(page, name) {
    if (process.env.PICTURES) await page.screenshot({ path: join(process.env.PICTURES, `${name}.png`) })
}
if (process.env.PICTURES) mkdirSync(process.env.PICTURES, { recursive: true })

for (const scheme of ['light', 'dark']) {
    const { page, wrong, visit, close } = await open(base, { colorScheme: scheme })
    for (const [name, path] of Object.entries(views))
        await test(`${name} is sound, ${scheme}`, async () => {
            wrong.length = 0
            await visit(path)
            await picture(page, `${name}-${scheme}`)
            same(await violations(page), [], 'axe')
            same(wrong.filter((w) => !(expected[name] && w.includes(`status of ${expected[name]}`))), [], 'noted')
        })
    await close()
}

{
    const { page, wrong, visit, close } = await open(base, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true })
    for (const [name, path] of Object.entries(views))
        await test(`${name} fits a phone`, async () => {
            wrong.length = 0
            await visit(path)
            await picture(page, `${name}-phone`)
            const wide = await page.evaluate(() => document.documentElement.scrollWidth)
            must(wide <= 360, `${wide} pixels wide`)
            if (name === 'statement') same(await violations(page), [], 'axe')
        })
    await close()
}

const main = await open(base)
const { page, wrong, visit } = main

await test('a search from any view, its hits marked, its filters in the address', async () => {
    await visit('/incidents')
    await page.fill('#find', 'harbour OR harbor OR port')
    await page.press('#find', 'Enter')
    await page.waitForURL('**/search?q=*')
    await settled(page)
    must(await page.locator('.items mark').count() > 0, 'no hit is marked')
    await page.selectOption('select[name=language]', 'en')
    await page.click('.choose button')
    await page.waitForURL(/language=en/)
    await settled(page)
    const shared = page.url()
    const titles = await page.locator('.items .title').allTextContents()
    must(titles.length > 0, 'nothing was found')
    await visit(shared.slice(base.length))
    same(await page.locator('.items .title').allTextContents(), titles, 'the same address, other items')
    await page.goBack()
})

await test('a mark leads to its fact and to the very bytes', async () => {
    await visit(article)
    const mark = page.locator('.text a.m.s').first()
    await mark.click()
    await page.waitForSelector('.panel:not(.empty) .bytes .m')
    const id = decodeURIComponent(new URL(page.url()).hash.slice(1))
    const record = await json(base, article.replace('/item/', '/v1/items/'))
    const fact = [...record.items[0].statements, ...record.items[0].entities, ...record.items[0].incidents].find((s) => s.id === `#${id}`)
    const bytes = Buffer.from(await (await fetch(base + article.replace('/item/', '/v1/items/') + '/source')).arrayBuffer())
    const spans = typeof fact.at[0] === 'number' ? [fact.at] : fact.at
    const lit = (await page.locator('.bytes .m').allTextContents()).join('')
    for (const [s, e] of spans) must(lit.includes(bytes.subarray(s, e).toString()), `not lit: ${bytes.subarray(s, e)}`)
    must(/the rules|a learned model/.test(await page.locator('.panel').textContent()), 'what found it is not said')
    await page.keyboard.press('Escape')
    await page.waitForSelector('.panel.empty')
})

await test('marks of a kind can be put out', async () => {
    await visit(article)
    const before = await page.locator('.text .m.s').count()
    must(before > 0, 'no statement is marked')
    await page.locator('.legend input').first().uncheck()
    same(await page.locator('.text .m.s').count(), 0, 'still marked')
    await page.locator('.legend input').first().check()
    same(await page.locator('.text .m.s').count(), before, 'marked again')
})

await test('every view gives its table to a spreadsheet', async () => {
    for (const name of ['search', 'article', 'people', 'person', 'incidents', 'chains', 'outlets', 'outlet', 'today']) {
        await visit(views[name])
        const [download] = await Promise.all([page.waitForEvent('download'), page.locator('.take a', { hasText: 'CSV' }).first().click()])
        const text = readFileSync(await download.path(), 'utf8')
        must(/\.csv$/.test(download.suggestedFilename()), download.suggestedFilename())
        must(/^[a-z_,0-9]+\r\n./.test(text), `${name}: ${text.slice(0, 80)}`)
    }
})

await test('words to quote: within the terms, copied, as a reference', async () => {
    await visit(views.article)
    const text = await page.locator('.text').textContent()
    await page.locator('.story .excerpt > button').click()
    await page.waitForSelector('.story .excerpt blockquote')
    const quoted = await page.locator('.story .excerpt blockquote').textContent()
    must(text.startsWith(quoted.replace(/…$/, '')) && quoted.length <= 150 && quoted.length > 20, quoted)
    must((await page.locator('.story .excerpt').textContent()).includes('150 characters'), 'no rule')
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: base })
    await page.locator('.story .excerpt .take button').click()
    await page.getByText('Copied').waitFor()
    must((await page.evaluate(() => navigator.clipboard.readText())).includes(quoted), 'not copied')
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('.story .excerpt a', { hasText: 'RIS' }).click()])
    must(readFileSync(await download.path(), 'utf8').startsWith('TY  - '), 'no reference')
    // The words of a fact, if they are few enough.
    const record = await json(base, views.article.replace('/item/', '/v1/items/'))
    const few = record.items[0].statements.find((s) => s.in.flat().at(-1) - s.in.flat()[0] <= 150)
    await visit(`${views.article}${few.id}`)
    await page.locator('.panel .excerpt > button').click()
    await page.waitForSelector('.panel .excerpt blockquote')
})

await test('what was found is taken away whole', async () => {
    await visit('/search?q=market')
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('.take a', { hasText: 'jsonl' }).click()])
    const lines = readFileSync(await download.path(), 'utf8').trim().split('\n').map((line) => JSON.parse(line))
    must(lines.length > 0 && lines.every((record) => record.record === 1), 'no records')
})

await test('today: accounts of one place and day as one, from the least to the most', async () => {
    const figure = (value, of) => ({ what: 'wounded', value, of, text: `${value}` })
    const account = (n, figures) => ({ id: `#1i${n}`, item: `sha256:000000000000000${n}#1`, outlet: `paper${n}.example`, type: 'shelling',
        place: 'Branov', date: '2025-03-05', first_day: '2025-03-05', last_day: '2025-03-05', figures })
    await page.route('**/v1/incidents?*', (route) => route.fulfill({ json: { list: 'incidents', limited: 'time',
        rows: [account(1, [figure(11), figure(2, 'children')]), account(2, [figure(17)])] } }))
    await visit('/')
    const one = page.locator('.happened')
    same(await one.count(), 1, 'groups')
    must((await one.textContent()).includes('11 to 17'), await one.textContent())
    must(await page.getByText('Time ran out').isVisible(), 'that there may be more is not said')
    await one.getByText('2 accounts').click()
    await page.waitForURL(/incidents\?place=Branov&from=2025-03-05&to=2025-03-05/)
    await page.unroute('**/v1/incidents?*')
})

await test('time line: a bar leads to its day', async () => {
    await visit('/incidents?view=time')
    await page.locator('.bars a').last().click()
    await page.waitForURL(/from=\d{4}-\d\d-\d\d/)
    await settled(page)
    must(await page.locator('.accounts tbody').count() > 0, 'no account')
})

await test('by keyboard alone: to the content, to an item, to a fact and back', async () => {
    await visit('/')
    await page.keyboard.press('Tab')
    same(await page.evaluate(() => document.activeElement.className), 'skip', 'first stop')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    must(await page.evaluate(() => document.activeElement.closest('.item .title') !== null), 'the next stop is no item')
    // An item that has facts.
    while (!(await page.evaluate(() => document.activeElement.closest('.item')?.querySelector('.tag.s') != null)))
        await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/item/*')
    await settled(page)
    for (let i = 0; i < 60 && !(await page.evaluate(() => document.activeElement.matches('.text a.m'))); i++) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.panel:not(.empty)')
    await page.keyboard.press('Escape')
    await page.waitForSelector('.panel.empty')
    await page.goBack()
})

await test('three languages, kept', async () => {
    for (const [language, word] of [['fr', 'Aujourd’hui'], ['uk', 'Сьогодні'], ['en', 'Today']]) {
        await visit('/')
        await page.selectOption('.bottom select', language)
        await visit('/')
        same(await page.locator('nav a').first().textContent(), word, language)
        same(await page.evaluate(() => document.documentElement.lang), language, 'lang')
        must(!(await page.locator('body').textContent()).includes('{'), 'a word was not filled in')
    }
})

await test('a saved page is added, read, and shown', async () => {
    const words = 'The ferry was late again on Tuesday, the port of Saltmere said, and nobody at the pier was surprised by it.'
    const file = join(work, 'late.html')
    writeFileSync(file, `<!doctype html><html lang=en><title>Ferry late again</title><article><h1>Ferry late again</h1><p>${words}</p>
        <p>“We are sorry,” said Ana Costa, the harbour master, who promised a new timetable before the summer.</p></article>`)
    await visit('/add')
    await page.setInputFiles('input[type=file]', file)
    await page.fill('input[name=url]', 'https://harbourwire.example/late')
    await page.click('.add button')
    await page.waitForURL('**/item/*')
    await settled(page)
    same(await page.locator('h1').textContent(), 'Ferry late again', 'headline')
    must((await page.locator('.text').textContent()).includes('nobody at the pier'), 'no text')
})

await test('an archive is read while one looks on; so is what lies at a path', async () => {
    const told = (n) => `<!doctype html><html lang=en><title>Crane ${n} stands still</title><article><h1>Crane ${n} stands still</h1>
        <p>Crane number ${n} in the port of Saltmere has stood still since Monday, said Ana Costa, the harbour master, and nobody knows why.</p></article>`
    const response = (n) => {
        const http = `HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${told(n)}`
        return `WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-00000000000${n}>\r\n` +
            `WARC-Date: 2024-03-0${n}T09:00:00Z\r\nWARC-Target-URI: https://harbourwire.example/crane-${n}\r\n` +
            `Content-Type: application/http; msgtype=response\r\nContent-Length: ${Buffer.byteLength(http)}\r\n\r\n${http}\r\n\r\n`
    }
    const archive = join(work, 'cranes.warc'), saved = join(work, 'crane.html')
    writeFileSync(archive, `${response(1)}${response(2)}WARC/1.1\r\nContent-Length: a dozen\r\n\r\n`)
    writeFileSync(saved, told(3))
    await visit('/add')
    await page.setInputFiles('input[type=file]', archive)
    await page.click('.add button')
    await page.getByText('2 added with 2 items').waitFor()
    must((await page.locator('main').textContent()).includes('cranes.warc'), 'what is damaged is not told')
    same(await page.locator('main ul.plain a').count(), 2, 'items')
    await visit('/add')
    await page.fill('input[name=path]', `file://${saved}`)
    await page.click('.add button')
    await page.getByText('1 added with 1 item,').waitFor()
    await page.click('main ul.plain a')
    await settled(page)
    same(await page.locator('h1').textContent(), 'Crane 3 stands still', 'headline')
})

await test('an article of 10,000 words and 400 marks is there within 300 ms', async () => {
    const words = Array.from({ length: 10000 }, (_, i) => `word${i % 97}`)
    const blocks = []
    let body = '', at = 0
    const statements = []
    for (let i = 0; i < 100; i++) {
        const text = words.slice(i * 100, i * 100 + 100).join(' ')
        blocks.push({ kind: 'p', at: [at, at + text.length], in: [at, at + text.length] })
        for (let k = 0; k < 4; k++) {
            const s = at + k * 120
            statements.push({ id: `#1s${statements.length + 1}`, kind: 'direct', stance: 'claim', at: [s, s + 100], in: [s, s + 100],
                source: { text: 'word', at: [s, s + 10], in: [s, s + 10] } })
        }
        body += (i ? '\n\n' : '') + text
        at = body.length + 2
    }
    const record = { record: 1, sha256: '0'.repeat(64), items: [{ id: 'sha256:0000000000000000#1', headline: 'Long', inLanguage: 'en', articleBody: body, blocks, statements }] }
    const once = async () => {
        await visit('/add')
        return await page.evaluate((record) => new Promise((resolve) => {
            const text = JSON.stringify(record), fetched = globalThis.fetch
            globalThis.fetch = (url, ...rest) => (url === '/v1/items/0000000000000000.1' ? Promise.resolve(new Response(text)) : fetched(url, ...rest))
            const started = performance.now()
            const look = () => (document.querySelectorAll('.text .m').length >= 400
                ? requestAnimationFrame(() => resolve(performance.now() - started)) : requestAnimationFrame(look))
            history.pushState(null, '', '/item/0000000000000000.1')
            dispatchEvent(new Event('dateline:moved'))
            look()
        }), record)
    }
    // The best of five, at the pace of the machine: others may be at work on it.
    let best = Infinity
    for (let i = 0; i < 5 && best >= 300; i++) best = Math.min(best, await once())
    const pace = await page.evaluate(() => {
        let least = Infinity
        for (let k = 0; k < 5; k++) {
            const started = performance.now()
            let sum = 0
            for (let i = 0; i < 2e7; i++) sum = (sum * 31 + i) | 0
            least = Math.min(least, performance.now() - started + (sum & 0))
        }
        return Math.max(1, least / 25)
    })
    must(best < 300 * pace, `${Math.round(best)} ms at a pace of ${pace.toFixed(1)}`)
    return `${Math.round(best)} ms`
})

await test('the first view has at most 120 kB, packed', async () => {
    const { gzipSync } = await import('node:zlib')
    let bytes = 0
    for (const path of ['/', '/app.js', '/app.css']) bytes += gzipSync(Buffer.from(await (await fetch(base + path)).arrayBuffer())).length
    must(bytes <= 120000, `${bytes} bytes`)
    return `${bytes} bytes`
})

await test('without script the page says where its tables are', async () => {
    const { page, close } = await open(base, { javaScriptEnabled: false })
    await page.goto(base + '/')
    must((await page.locator('main').textContent()).includes('items'), 'nothing')
    await close()
})

await test('on paper: the facts, not the controls', async () => {
    await visit(article)
    await page.emulateMedia({ media: 'print' })
    must(!(await page.locator('nav').first().isVisible()), 'the menu is printed')
    must(await page.locator('.text').isVisible(), 'the text is not')
    await page.emulateMedia({ media: null })
})

await test('the capture is a download and never a page of ours', async () => {
    const record = await json(base, article.replace('/item/', '/v1/items/'))
    const answer = await fetch(`${base}/v1/captures/${record.sha256}`)
    must(answer.headers.get('content-type').startsWith('text/plain'), 'type')
    must(answer.headers.get('content-security-policy').includes('sandbox'), 'policy')
    must(answer.headers.get('content-disposition').startsWith('attachment'), 'disposition')
})

await test('all of this without an error or a request elsewhere', async () => same(wrong, [], 'noted'))
await main.close()

// ---- Whatever was read ---------------------------------------------------------------------

function payloads() {
    const all = []
    const read = (file, of) => existsSync(file) && all.push(...of(readFileSync(file, 'utf8')))
    if (!hostile) return all
    const strings = (value) => (typeof value === 'string' ? [value] : Array.isArray(value) ? value.flatMap(strings)
        : value && typeof value === 'object' ? Object.values(value).flatMap(strings) : [])
    read(join(hostile, 'gen/text/xss-lines.jsonl'), (text) => text.split('\n').filter(Boolean).flatMap((line) => strings(JSON.parse(line))))
    read(join(hostile, 'xss/dompurify/expect.json'), (text) => JSON.parse(text).map((p) => p.payload))
    read(join(hostile, 'xss/h5sc/items.json'), (text) => JSON.parse(text).flatMap((p) => strings(p.data)))
    return all.filter((p) => p.length < 2000 && !p.includes('\0'))
}

await test('no script runs, whatever was read, in any field of any view', async () => {
    const evil = join(work, 'evil.dateline')
    const given = payloads()
    const made = spawnSync(join(build, 'tests/web/evil_store'), [evil], { input: given.join('\0') + '\0' })
    must(made.status === 0, String(made.stderr))
    const at = await serve(evil)
    const { page, wrong, visit, close } = await open(at)
    const items = (await json(at, '/v1/items?limit=10000&fields=id')).rows.map((row) => row.id.replace('sha256:', '').replace('#', '.'))
    must(items.length > 10, `${items.length} items`)
    for (const path of ['/', '/search', '/search?q=alert', '/person', '/incidents', '/incidents?view=time', '/incidents?view=map', '/chains', '/outlet']) await visit(path)
    const names = (await json(at, '/v1/people?limit=40')).rows.map((row) => encodeURIComponent(row.name))
    const outlets = (await json(at, '/v1/sources?limit=40')).rows.map((row) => encodeURIComponent(row.outlet))
    const words = [...names.slice(0, 20), encodeURIComponent('"><script>alert(1)</script>')]
    await go(page, items.flatMap((id, i) => [`/item/${id}${['', '#=headline', '#1s1', '#1i1'][i % 4]}`]))
    await go(page, [...names.map((name) => `/person?name=${name}`), ...outlets.map((name) => `/outlet?name=${name}`),
        // Asked for, too: an error shows what it is about.
        ...words.flatMap((word) => [`/search?q=(${word}&from=${word}`, `/nowhere${word}`])])
    same(await page.evaluate(() => globalThis.ran), 0, 'ran')
    const links = await page.evaluate(() => [...document.querySelectorAll('a')].map((a) => a.protocol).filter((p) => !/^https?:$/.test(p)))
    same(links, [], 'links')
    same(wrong.filter((w) => !/status of (400|404)/.test(w)), [], 'noted')
    await close()
    return `${items.length} items of ${given.length} payloads of the packs`
})

console.log(`1..${count}`)
await browser.close()
for (const server of servers) {
    server.removeAllListeners('exit')
    server.kill()
}
rmSync(work, { recursive: true, force: true })
process.exit(failed === 0 ? 0 : 1)
