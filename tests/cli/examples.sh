#!/bin/sh
# examples.sh -- the examples of the help, the manual and the README are run.
#
# Those of the help come from `dateline COMMAND --help`; the manual's are the same lines. In
# README.md and docs, each line of a block marked ```sh that begins with "dateline " or
# "./build/release/dateline " is an example. They find page.html, pages/, pages.jsonl, the
# archives crawl.warc.gz and crawl.wacz, and the store news.dateline in the folder.
set -u
. "$(dirname "$0")/tap.sh"
mkdir -p bin pages build/release
ln -s "$dateline" bin/dateline
ln -s "$dateline" build/release/dateline
ln -s "$root/samples" samples
PATH=$work/bin:$PATH
export PATH

fixtures() {
    rm -f ./*.dateline* pages.wacz small.warc.zst token all.* map.* corpus.* captures.*
    (umask 077 && echo "a word that is long enough" | tr ' ' - > token)
    cp "$newsroom/delta-today/2025-03-06-lesk-bridge-stays-shut.html" page.html
    cp "$newsroom"/meridian/*.html pages/
    (cd pages && for f in *.html; do
        echo "{\"file\":\"$f\",\"url\":\"https://a.example/$f\",\"captured\":\"2025-03-08T06:00:00Z\"}"
    done) > pages/manifest.jsonl
    sed 's,"file":",&pages/,' pages/manifest.jsonl > pages.jsonl
    "$dateline" ingest -q -s news.dateline pages/
    cp news.dateline monday.dateline
    cp news.dateline tuesday.dateline
}

# Archives of the pages.
archives() {
    fixtures
    "$dateline" archive write -q -o crawl.warc.gz pages/manifest.jsonl
    "$dateline" archive write -q -o crawl.wacz pages/manifest.jsonl
    cp crawl.warc.gz crawl-1.warc.gz
    offset=$("$dateline" archive index crawl.warc.gz | sed -n '1s/.*"offset": "\([0-9]*\)".*/\1/p')
}

# example LINE: it ends with status 0, or serves until it is stopped.
example() {
    fixtures
    case $1 in
    *" serve "* | *" who "* | *" show "* | *" search "* | *" incidents "*) ;;
    *" ingest "*) rm -f news.dateline* ;;
    esac
    case $1 in
    *" show "* | *" excerpt "*) # an id that is in this store
        id=$("$dateline" search -s news.dateline --format jsonl --count 1 market |
            sed -n 's/.*"id":"\([^"]*\)".*/\1/p')
        line=$(echo "$1" | sed "s/'sha256:[0-9a-f#]*/'$id/; s/sha256:[0-9a-f#]*$/$id/")
        ;;
    *" archive extract "*) line=$(echo "$1" | sed "s/ [0-9]*$/ $offset/") ;;
    *" serve "*) line="timeout -s INT 1 $(echo "$1" | sed 's/$/ --port 0/')" ;;
    *) line=$1 ;;
    esac
    status=0
    timeout 60 bash -c "$line" > out 2> err < /dev/null || status=$?
    case $1 in
    *" serve "*) [ "$status" -eq 124 ] && status=0 ;;
    esac
    if [ "$status" -eq 0 ]; then
        result ok "$1"
    else
        result no "$1" "status $status: $(cat err)"
    fi
}

for command in $("$dateline" --help | sed -n '/^commands:/,/^$/s/^  \([a-z][a-z]*\) .*/\1/p'); do
    "$dateline" "$command" --help | sed -n '/^examples:/,$s/^  //p'
done > lines
for file in "$root/README.md" "$root/docs/dateline.1.in" "$root"/docs/formats/*.md; do
    [ -f "$file" ] && awk '/^```sh/ { inside = 1; next } /^```/ { inside = 0 }
        inside && /^(\.\/build\/release\/)?dateline / { sub(/ +# .*/, ""); print }' "$file"
done >> lines
sort -u lines > examples
archives
while read -r line; do
    example "$line"
done < examples
finish
