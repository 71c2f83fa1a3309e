#!/bin/sh
# bad_input.sh -- whatever is wrong with an input: one line that says what, where and how
# to mend it, the documented status, and nothing lost.
set -u
. "$(dirname "$0")/tap.sh"
page=$newsroom/meridian/2025-03-07-lunt-trial.html
cp "$page" good.html

# ---- single files -----------------------------------------------------------
complains "a file that is not there" 4 "missing.html: there is no such file" \
    "$dateline" extract missing.html
mkdir folder
complains "a folder where a file is wanted" 4 "folder: it is a folder" "$dateline" extract folder
: > empty.html
complains "an empty file" 4 "empty.html: the input is empty" "$dateline" extract empty.html
{
    printf '\211PNG\r\n\032\n\0\0\0\rIHDR'
    head -c 2000 "$dateline"
} > picture.png
complains "a picture" 4 "picture.png: the input is no page" "$dateline" extract picture.png
head -c 3000000 "$dateline" > program
complains "a program" 4 "program: the input is no page" "$dateline" extract program
yes '<p>a paragraph of the page that never ends' | head -c 200000000 > big.html
complains "a page of 200 MB" 4 "big.html: it has 200000000 bytes; the limit is" \
    "$dateline" extract big.html
rm big.html
gzip -c good.html > whole.html.gz
head -c 1500 whole.html.gz > cut.html.gz
complains "a gzip that was cut" 4 "cut.html.gz: the gzip data stops before its end" \
    "$dateline" extract cut.html.gz
if [ "$(id -u)" -ne 0 ]; then
    cp good.html secret.html && chmod 000 secret.html
    complains "a file one may not read" 4 "secret.html" "$dateline" extract secret.html
else
    skip "a file one may not read" "root may read everything"
fi

# ---- a charset that lies ------------------------------------------------------
printf '<!doctype html><title>\317\340\360\356\354</title><p>\317\340\360\356\354 \343\356\344' > lie.html
is "a charset that lies: the page is read" 0 '"record":1' "$dateline" extract --charset utf-8 lie.html
holds "… and a note says that bytes were replaced" grep -q '"code":"replaced-bytes"' out
is "a charset nobody knows is as none" 0 '"record":1' "$dateline" extract --charset klingon good.html

# ---- many files ----------------------------------------------------------------
complains "one bad file of two" 5 "missing.html" "$dateline" extract good.html missing.html
holds "… and the good one is there" test "$(wc -l < out)" -eq 1
run "$dateline" extract missing.html empty.html picture.png
holds "three bad files: three lines" test "$status $(wc -l < err)" = "4 3"

cat > pages.jsonl <<EOF
{"file":"good.html","id":"first"}
this is no JSON
{"id":"third"}
{"file":"missing.html","id":"fourth"}
{"file":"good.html","captured":"yesterday","id":"fifth"}
{"text":"The ferry sails at noon.","id":"sixth"}
EOF
run "$dateline" extract --manifest pages.jsonl
holds "a manifest with bad lines ends with 5" test "$status" -eq 5
holds "… says each of them" test "$(wc -l < err)" -eq 4
holds "… gives a record for every line" test "$(wc -l < out)" -eq 6
sed -n 's/^{"id":"\([a-z]*\)".*/\1/p' out > ids
printf 'first\nthird\nfourth\nfifth\nsixth\n' > wanted
same "… in their order, with their ids" wanted ids
holds "… the bad ones with what, where and fix" test "$(grep -c '"error":{"status":[0-9]*,"what":".*","where":".*","fix":"' out)" -eq 4
run "$dateline" extract --jobs 2 --manifest pages.jsonl
sed -n 's/^{"id":"\([a-z]*\)".*/\1/p' out > ids
same "… on two threads too" wanted ids
complains "a manifest that is not there" 4 "nowhere.jsonl: there is no such file" \
    "$dateline" extract --manifest nowhere.jsonl

# ---- output that cannot be written -----------------------------------------------
complains "a full disk behind --output" 9 "/dev/full: cannot be written" \
    "$dateline" extract --output /dev/full good.html
run sh -c '"$1" extract good.html > /dev/full' - "$dateline"
holds "a full disk behind standard output" \
    test "$status $(wc -l < err) $(grep -c 'standard output: cannot be written' err)" = "9 1 1"
complains "a folder that is not there for --output" 9 "nowhere/out.jsonl" \
    "$dateline" extract --output nowhere/out.jsonl good.html
run sh -c '"$1" extract "$2" "$2" "$2" | true' - "$dateline" good.html
holds "a reader that went away ends it without noise" test "$(wc -l < err)" -le 1

# ---- stores -------------------------------------------------------------------------
complains "a folder without pages" 4 "folder: there is no page" "$dateline" ingest -q -s new.dateline folder
complains "no store named" 2 "no store was named" "$dateline" ingest good.html
complains "a store that is not there" 7 "nowhere.dateline: there is no such store" \
    "$dateline" search -s nowhere.dateline ferry
holds "… and none is made by asking" test ! -e nowhere.dateline

echo "a shopping list" > list.txt
cp list.txt list.before
complains "a store that is a text file" 7 "list.txt" "$dateline" ingest -s list.txt good.html
same "… which stays as it was" list.before list.txt
complains "… also when only asked" 7 "list.txt" "$dateline" search -s list.txt ferry

if python3 -c 'import sqlite3' 2> /dev/null; then
    python3 -c "import sqlite3; db = sqlite3.connect('other.db'); db.execute('CREATE TABLE notes (text)'); db.execute('INSERT INTO notes VALUES (1)'); db.commit()"
    cp other.db other.before
    complains "a store of another program" 7 "other.db" "$dateline" ingest -q -s other.db good.html
    same "… which stays as it was" other.before other.db
else
    skip "a store of another program" "python3 has no sqlite3"
fi

is "a store is made" 0 "" "$dateline" ingest -q -s news.dateline "$newsroom/meridian"
run "$dateline" search -s news.dateline --format jsonl market
cp out found
cp news.dateline newer.dateline
printf '\377\377\377' | dd of=newer.dateline bs=1 seek=60 conv=notrunc 2> /dev/null # user_version
complains "a store of a newer dateline" 7 "newer.dateline" "$dateline" search -s newer.dateline market
complains "… is not written to either" 7 "newer.dateline" "$dateline" ingest -q -s newer.dateline good.html
head -c 20000 news.dateline > short.dateline
run "$dateline" search -s short.dateline market
holds "a store that was cut short is no crash" test "$status" -eq 7 -o "$status" -eq 0
cp news.dateline broken.dateline
head -c 30000 "$dateline" | dd of=broken.dateline bs=1 seek=8192 conv=notrunc 2> /dev/null
run "$dateline" search -s broken.dateline market
holds "a damaged store is no crash" test "$status" -eq 7 -o "$status" -eq 0

if python3 -c 'import sqlite3' 2> /dev/null; then
    python3 -c "
import sqlite3, sys, time
db = sqlite3.connect('news.dateline', isolation_level=None)
db.execute('BEGIN IMMEDIATE')
print('locked', flush=True)
time.sleep(60)" > lock &
    locker=$!
    started="$started $locker"
    for try in 1 2 3 4 5 6 7 8 9 10; do
        grep -q locked lock && break
        sleep 0.2
    done
    complains "a store that another program is writing to" 7 "news.dateline" \
        "$dateline" ingest -q -s news.dateline "$newsroom/rundschau"
    run "$dateline" search -s news.dateline --format jsonl market
    same "… can still be asked" found out
    kill "$locker" 2> /dev/null
    wait "$locker" 2> /dev/null
else
    skip "a store that another program is writing to" "python3 has no sqlite3"
fi
run "$dateline" search -s news.dateline --format jsonl market
same "after all this nothing is lost" found out

# A disk that fills up while pages are put in.
mkdir small
if [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=600k none small 2> /dev/null; then
    "$dateline" ingest -q -s small/news.dateline "$newsroom/meridian/2025-03-07-lunt-trial.html" 2> /dev/null
    complains "a disk that fills up" 7 "small/news.dateline" \
        "$dateline" ingest -q -s small/news.dateline "$newsroom"
    run "$dateline" search -s small/news.dateline --format jsonl Lunt
    holds "… what was kept before is still there" grep -q 'sha256:' out
    umount small
else
    skip "a disk that fills up" "only root may make a small disk"
fi

# ---- a port in use ----------------------------------------------------------------------
"$dateline" serve -s news.dateline --port 0 2> served &
server=$!
started="$started $server"
for try in 1 2 3 4 5 6 7 8 9 10; do
    grep -q '^http' served && break
    sleep 0.2
done
port=$(sed -n 's,^http://127.0.0.1:\([0-9]*\)/.*,\1,p' served)
complains "a port in use" 4 "${port:-no port was printed}" "$dateline" serve -s news.dateline --port "${port:-1}"
holds "… and the first server goes on" curl -sf -o /dev/null "http://127.0.0.1:$port/"
kill "$server"
status=0
wait "$server" || status=$?
holds "a server that is told to end ends well" test "$status" -eq 0
finish
