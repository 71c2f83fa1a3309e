#!/bin/sh
# hostile_text.sh -- the strings of generated/text through every command of a store.
#
#     hostile_text.sh PROGRAM FOLDER      FOLDER has fts-queries.jsonl and the like
#
# Queries end with status 0, 1 or 3 within their time; what was read acts neither on a terminal nor in
# a spreadsheet; no name of a file leads anywhere.
set -u
program=$1 texts=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/1/2/3/4/5/6/7" # whatever leads up leads nowhere
cd "$work/1/2/3/4/5/6/7" || exit 1
TEXTS=$texts PROGRAM=$program python3 - <<'PY'
import csv, io, json, os, subprocess, sys

texts, program = os.environ["TEXTS"], os.environ["PROGRAM"]
count = failed = 0

def strings(name):
    out = []
    for line in open(os.path.join(texts, name), encoding="utf-8", errors="surrogatepass"):
        try:
            out.append(json.loads(line))
        except ValueError:
            pass
    return [s for s in out if isinstance(s, str)]

def result(ok, name, why=""):
    global count, failed
    count += 1
    print(("ok" if ok else "not ok"), count, "-", name)
    if not ok:
        failed += 1
        print("#  ", why[:300].encode("ascii", "replace").decode())

def run(*args):
    args = [a.encode("utf-8", "surrogateescape") if isinstance(a, str) else a for a in args]
    return subprocess.run([program, *args], capture_output=True, timeout=30)

def arg(s):  # what a shell can hand over
    return s.encode("utf-8", "replace").replace(b"\0", b"")[:100000]

def acts(data):
    for i, b in enumerate(data):
        if (b < 0x20 and b not in (9, 10, 13)) or b == 0x7f:
            return True
        if b == 0xc2 and i + 1 < len(data) and 0x80 <= data[i + 1] < 0xa0:
            return True
    text = data.decode("utf-8", "replace")
    return any(c in text for c in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\ufeff")

# A page for each string that has letters to show.
everything = [(n, s) for n in ("terminal-escapes.jsonl", "csv-formulas.jsonl", "file-names.jsonl",
                               "fts-queries.jsonl") for s in strings(n)]
with open("pages.jsonl", "w", encoding="utf-8", errors="replace") as out:
    for i, (name, s) in enumerate(everything):
        s = s.encode("utf-8", "replace").decode()[:2000]
        body = ("<!doctype html><html lang=en><head><title>Storm %d</title></head><body><article><h1>"
                "%s Storm %d</h1><p>The storm number %d, %s, broke the pier, said %s of the harbour "
                "office on Tuesday evening.</p></article></body></html>" % (i, s, i, i, s, s))
        out.write(json.dumps({"text": body, "url": "https://a.example/%d" % i,
                              "captured": "2025-03-08T06:00:00Z"}) + "\n")
r = run("ingest", "-q", "-s", "s.dateline", "pages.jsonl")
result(r.returncode in (0, 5), "the strings are pages", r.stderr.decode("utf-8", "replace"))

for s in strings("fts-queries.jsonl"):
    for command in ("search", "items", "incidents", "export"):
        r = run(command, "-s", "s.dateline", "--", arg(s))
        result(r.returncode in (0, 2, 3) and (r.returncode == 0 or r.stderr.startswith(b"dateline: ")),
               "%s: %s" % (command, ascii(s[:40])), "status %d: %r" % (r.returncode, r.stderr))
    r = run("who", "-s", "s.dateline", "--query", arg(s), "Costa")
    result(r.returncode in (0, 2, 3), "who: %s" % ascii(s[:40]), str(r.stderr))

for command in (["search", "-f", "text", "-n", "0", "storm"], ["items", "-f", "text", "-n", "0"],
                ["search", "-f", "text", "--explain", "-n", "0", "storm"], ["export", "-f", "text"],
                ["export", "-f", "bibtex"], ["export", "-f", "ris"], ["incidents", "-f", "text"],
                ["who", "-f", "text", "office"], ["store", "info", "-f", "text"], ["verify"],
                ["show", "-f", "text"], ["excerpt"]):
    args = list(command)
    if command[0] in ("show", "excerpt"):
        items = run("items", "-s", "s.dateline", "-n", "0", "-f", "jsonl").stdout
        args += [json.loads(l)["id"] for l in items.splitlines()]
    r = run(*args[:1], *args[1:], "-s", "s.dateline")
    result(not acts(r.stdout) and not acts(r.stderr), "nothing acts on a terminal: %s" % " ".join(command))

def computed(cell):
    cell = cell.lstrip(" \u00a0\u3000")
    return cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")

for command in (["search", "-f", "csv", "-n", "0", "storm"], ["export", "-f", "csv"],
                ["items", "-f", "csv", "-n", "0"], ["who", "-f", "csv", "office"], ["incidents", "-f", "csv"]):
    r = run(*command, "-s", "s.dateline")
    rows = list(csv.reader(io.StringIO(r.stdout.decode("utf-8", "replace"), newline="")))
    bad = [c for row in rows[1:] for c in row if computed(c)]
    result(r.returncode == 0 and not bad, "no cell is computed: %s" % " ".join(command), str(bad[:3]))

for s in strings("file-names.jsonl"):
    before = sorted(os.listdir("."))
    name = arg(s)
    if not name or len(name) > 4000:
        continue
    for command in (["search", "-s", name, "x"], ["ingest", "-s", "t.dateline", "--", name],
                    ["store", "check", "-s", name], ["show", "-s", "s.dateline", "--", name]):
        r = run(*command)
        result(r.returncode in (0, 2, 4, 5, 7) and not acts(r.stderr), "%s: %s" % (command[0], ascii(s[:40])),
               "status %d: %r" % (r.returncode, r.stderr))
    left = [n for n in os.listdir(".") if n not in before and not n.startswith("t.dateline")]
    result(not left, "it leaves nothing: %s" % ascii(s[:40]), str(left))
print("1..%d" % count)
sys.exit(1 if failed else 0)
PY
