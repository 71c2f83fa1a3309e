#!/bin/sh
# terminal.sh -- nothing that was read acts on a terminal: not from names, not from pages.
set -u
. "$(dirname "$0")/tap.sh"
esc=$(printf '\033')
bidi=$(printf '\342\200\256') # U+202E

# quiet NAME FILE: no escape, no other control character, no reordering of text
quiet() {
    if LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')\|$bidi\|$(printf '\302[\200-\237]')" "$2"; then
        result no "$1" "$(cat -v "$2")"
    else
        result ok "$1"
    fi
}

name="a${esc}]0;owned${esc}\\b.html"
run "$dateline" extract "$name"
holds "a name with an escape in it is complained of" test "$status $(wc -l < err)" = "4 1"
quiet "… harmlessly" err
name="two
lines.html"
run "$dateline" extract "$name"
holds "a name with a line end in it stays on one line" test "$(wc -l < err)" -eq 1
run "$dateline" extract "--${esc}[2J"
quiet "an option with an escape in it" err
run "$dateline" "${esc}[2J"
quiet "a command with an escape in it" err

cat > page.html <<EOF
<!doctype html><html lang="en"><meta charset="utf-8"><title>Ferry ${esc}[31mred</title>
<body><article><h1>Ferry &#27;[2J${esc}]52;c;aGFjaw==${esc}\\ sails&#x202E; again</h1><p class="byline">By Ana${esc}[1A Costa</p>
<p>The ferry ${esc}[5m left at noon&#7;, ${bidi}backwards${bidi} and all, said the harbour master.</p>
<p>&ldquo;We waited${esc}[0m for the swell to drop,&rdquo; said Ana Costa&#155;31m, the harbour master.</p></article></body></html>
EOF
for format in text markdown csv; do
    run "$dateline" extract --format "$format" page.html
    holds "--format $format of a hostile page" test "$status" -eq 0 -a -s out
    [ "$format" = text ] && quiet "… acts on no terminal" out
done
run "$dateline" extract page.html
holds "its record is JSON all the same" jq -e '.items[0].articleBody' out

"$dateline" ingest -q -s news.dateline page.html 2> err
run "$dateline" search -s news.dateline --format text ferry
holds "it is found in a store" grep -q Ferry out
quiet "… and shown harmlessly" out
run "$dateline" who -s news.dateline --format text Costa
quiet "… so are its statements" out

# ---- how far it is, once a second --------------------------------------------------------
if command -v script > /dev/null; then
    ln -s "$newsroom" newsroom
    sed 's,{"file": ",{"file": "newsroom/,' "$newsroom/manifest.jsonl" > pages.jsonl
    "$dateline" archive write -q -o pages.warc.gz pages.jsonl
    cat > slow.sh <<EOF
"$dateline" ingest -s slow.dateline pages.warc.gz &
sleep 0.1
kill -s STOP \$!
sleep 1.2
kill -s CONT \$!
wait \$!
EOF
    script -qec "sh slow.sh" /dev/null > out < /dev/null
    holds "an ingest says how far it is" \
        grep -q '[0-9]* pages, [0-9]*/s, [0-9]* % of [0-9.]* kB, about [0-9]* s left' out
    holds "and takes it back" sh -c 'tail -n 1 out | grep -q "K51 read"'
else
    skip "an ingest says how far it is" "there is no script(1)"
fi
finish
