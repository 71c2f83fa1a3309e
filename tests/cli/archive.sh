#!/bin/sh
# archive.sh -- web archives through the program: read as inputs, listed, checked, taken out, written.
set -u
. "$(dirname "$0")/tap.sh"

# warc OUT DATE-OF-SECOND: two pages, a feed and a redirect, each record for itself.
record() { # type url date content-type block-file [further header lines]
    printf 'WARC/1.1\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:uuid:%s>\r\nWARC-Date: %s\r\n' "$1" "$6" "$3"
    printf 'WARC-Target-URI: %s\r\nContent-Type: %s\r\n%sContent-Length: %d\r\n\r\n' "$2" "$4" "${7:-}" "$(wc -c < "$5")"
    cat "$5"
    printf '\r\n\r\n'
}
http() { # status type body-file
    printf 'HTTP/1.1 %s\r\nContent-Type: %s\r\n\r\n' "$1" "$2"
    cat "$3"
}
page=$newsroom/meridian/2025-03-07-lunt-trial.html
printf '<!doctype html><title>\317\340\360\356\354</title><p>\317\340\360\356\354 \343\356\344 \356\362\357\360\340\342\350\353\361\377 \342 \357\356\353\344\345\355\374.' > ferry.html
printf '<rss><channel/></rss>' > feed.xml
http "200 OK" text/html "$page" > one
http "200 OK" "text/html; charset=windows-1251" ferry.html > two
http "200 OK" application/rss+xml feed.xml > three
http "302 Found" text/html feed.xml > four
a='application/http; msgtype=response'
record response https://meridian.example/lunt 2025-03-08T06:00:00Z "$a" one 1 > 1.warc
record response https://ferry.example/ferry 2025-03-09T06:00:00Z "$a" two 2 > 2.warc
record response https://meridian.example/rss 2025-03-09T06:00:00Z "$a" three 3 > 3.warc
record response https://meridian.example/old 2025-03-09T06:00:00Z "$a" four 4 > 4.warc
cat 1.warc 2.warc 3.warc 4.warc > crawl.warc
for part in 1 2 3 4; do gzip -c $part.warc; done > crawl.warc.gz
gzip -c crawl.warc > whole.warc.gz

# ---- as inputs -----------------------------------------------------------------
for file in crawl.warc crawl.warc.gz whole.warc.gz; do
    run "$dateline" extract -q $file
    holds "$file: its two pages, no feed, no redirect" test "$status $(wc -l < out)" = "0 2"
    holds "… with address and time" grep -q '"url":"https://meridian.example/lunt",.*"captured":"2025-03-08T06:00:00Z"' out
    holds "… and the charset of the server" grep -q '"charset":{"name":"windows-1251","how":"http"}' out
done
run "$dateline" extract crawl.warc.gz
holds "what is no page is counted" grep -q '4 records, 2 pages; passed over: 1 feeds, 1 redirects and errors, 0 other types' err
run "$dateline" extract -q crawl.warc.gz
first=$(sed -n '2s/.*"warc":{"file":"crawl.warc.gz","offset":\([0-9]*\),"length":\([0-9]*\),"recordId":"urn:uuid:2"}.*/\1 \2/p' out)
holds "the record says where it stands" test "$first" = "$(gzip -c 1.warc | wc -c) $(gzip -c 2.warc | wc -c)"
cp out wanted
for jobs in 2 3; do
    run "$dateline" extract -q --jobs $jobs crawl.warc.gz
    same "… the same on $jobs threads" wanted out
done
run sh -c '"$1" extract -q < crawl.warc.gz' - "$dateline"
holds "from standard input" test "$status $(wc -l < out)" = "0 2"
run sh -c 'cat crawl.warc.gz | "$1" extract -q -' - "$dateline"
holds "… through a pipe too" test "$status $(wc -l < out)" = "0 2"
run sh -c 'cat "$2" | "$1" extract -q -' - "$dateline" "$page"
holds "a page through a pipe is still a page" test "$status $(wc -l < out)" = "0 1"
mkfifo pipe
cat "$page" > pipe &
run "$dateline" extract -q pipe
holds "… and one that has a name" test "$status $(wc -l < out)" = "0 1"
cat crawl.warc.gz > pipe &
run "$dateline" extract -q pipe
holds "… an archive too" test "$status $(wc -l < out)" = "0 2"
cp crawl.warc.gz hidden.bin
run "$dateline" extract -q hidden.bin
holds "bytes decide, not names" test "$status $(wc -l < out)" = "0 2"
complains "--input html reads an archive as a page" 4 "" "$dateline" extract --input html 3.warc.gz
is "--input warc takes anything for one" 4 "no record begins where one should" "$dateline" extract --input warc "$page"
complains "an archive without a page" 4 "3.warc: there is no page in the archive, in 1 records" \
    "$dateline" extract -q 3.warc
complains "an archive that is not there" 4 "nowhere.warc.gz: there is no such file" "$dateline" extract nowhere.warc.gz

is "ingest takes them" 0 "" "$dateline" ingest -q -s news.dateline crawl.warc.gz
run "$dateline" ingest -s news.dateline crawl.warc.gz crawl.warc
holds "… once" grep -q '4 read: 0 added with 0 items, 4 known already, 0 failed, 0 refused, 0 trimmed; of archives: 2 feeds, 2 redirects' err
mkdir folder && cp crawl.warc.gz folder/ && cp "$page" folder/page.html && : > folder/crawl.cdxj
run "$dateline" ingest -s more.dateline folder
holds "… in folders too" grep -q '^3 read: 2 added.*1 known' err

# ---- damage ---------------------------------------------------------------------
size=$(wc -c < crawl.warc.gz)
head -c $((size - 5)) crawl.warc.gz > cut.warc.gz
run "$dateline" extract -q cut.warc.gz
holds "a cut is said, with its place; the rest is read" \
    sh -c '[ "$1" -eq 5 ] && [ "$(wc -l < out)" -eq 2 ] && grep -q "^dateline: cut.warc.gz, byte [0-9]*: the file ends within the packed bytes" err' - "$status"
{ gzip -c 1.warc; echo "not an archive"; gzip -c 2.warc; } > hole.warc.gz
run "$dateline" ingest -q -s hole.dateline hole.warc.gz
holds "ingest goes on behind damage" sh -c '[ "$1" -eq 5 ] && [ "$(wc -l < err)" -eq 1 ]' - "$status"
is "… and keeps what it read" 0 "2 known already" "$dateline" ingest -s hole.dateline 1.warc 2.warc
printf 'WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\nContent-Type: application/http\r\nContent-Length: 70000000\r\n\r\n' > large.warc
http "200 OK" text/html /dev/null >> large.warc
head -c $((70000000 - $(http "200 OK" text/html /dev/null | wc -c))) /dev/zero | tr '\0' ' ' >> large.warc
printf '\r\n\r\n' >> large.warc
cat 2.warc >> large.warc
run "$dateline" extract -q large.warc
holds "a page over the limit is passed over, and said" \
    sh -c '[ "$1" -eq 5 ] && [ "$(wc -l < out)" -eq 1 ] && grep -q "large.warc, byte 0: a page of 70000000 bytes is over the limit of 67108864" err' - "$status"
rm large.warc

# ---- index -----------------------------------------------------------------------
run "$dateline" archive index crawl.warc.gz
holds "index: four lines, sorted" sh -c '[ "$1" -eq 0 ] && [ "$(wc -l < out)" -eq 4 ] && LC_ALL=C sort -c out' - "$status"
cp out crawl.cdxj
holds "… with keys, times and places" grep -q '^example,ferry)/ferry 20250309060000 {"url": "https://ferry.example/ferry", "mime": "text/html", "status": "200", "length": "[0-9]*", "offset": "[0-9]*", "filename": "crawl.warc.gz"}$' out
run "$dateline" archive index cut.warc.gz
holds "index of a damaged one: what there is, status 5" test "$status $(wc -l < out) $(wc -l < err)" = "5 3 1"

# ---- check ------------------------------------------------------------------------
is "check" 0 "crawl.warc: 4 records, 0 damaged, 0 wrong digests, 4 without digest" "$dateline" archive check crawl.warc
is "… says what is odd" 0 "packed together with others" "$dateline" archive check whole.warc.gz
is "… and what is damaged" 5 "cut.warc.gz: 3 records, 1 damaged" "$dateline" archive check cut.warc.gz
record response https://a.example/ 2025-03-08T06:00:00Z "$a" one 9 'WARC-Block-Digest: sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
' > lie.warc
is "… and digests that are wrong" 5 "lie.warc, byte 0: the block digest of a record is wrong: its bytes give sha1:" "$dateline" archive check lie.warc crawl.warc
is "check of a page" 4 "no record begins where one should" "$dateline" archive check "$page"

# ---- extract -----------------------------------------------------------------------
offset=${first%% *}
run "$dateline" archive extract --payload crawl.warc.gz "$offset"
same "extract --payload gives the page" ferry.html out
run "$dateline" archive extract crawl.warc.gz "$offset"
head -c "$(($(wc -c < 2.warc) - 4))" 2.warc > wanted
same "extract gives the record" wanted out
run "$dateline" archive extract --headers crawl.warc.gz "$offset"
holds "extract --headers: those of both" sh -c '[ "$(grep -c . out)" -gt 8 ] && grep -q "^WARC-Type: response" out && grep -q "^HTTP/1.1 200 OK" out && ! grep -q doctype out'
complains "extract where no record begins" 4 "" "$dateline" archive extract crawl.warc.gz 3
complains "extract behind the end" 4 "no record begins at byte 99999999" "$dateline" archive extract crawl.warc.gz 99999999
run "$dateline" archive extract --payload crawl.cdxj http://ferry.example/ferry
same "extract by an index and an address" ferry.html out
sed 's,"filename": ",&../,' crawl.cdxj > evil.cdxj
complains "a name in an index leads nowhere else" 4 "there is no record" "$dateline" archive extract evil.cdxj http://ferry.example/ferry

# ---- write -------------------------------------------------------------------------
for form in warc warc.gz warc.zst wacz; do
    run "$dateline" archive write -q -o copy.$form whole.warc.gz
    holds "write: $form" test "$status $(wc -c < err)" = "0 0"
    is "… checks" 0 "copy.$form: 4 records, 0 damaged" "$dateline" archive check copy.$form
    run "$dateline" extract -q copy.$form
    sed 's/"file":"[^"]*"//g;s/"offset":[0-9]*,"length":[0-9]*//' out > seen
    "$dateline" extract -q crawl.warc.gz | sed 's/"file":"[^"]*"//g;s/"offset":[0-9]*,"length":[0-9]*//' > wanted
    same "… gives the same pages" wanted seen
done
gzip -dc copy.warc.gz > plain
same "… and keeps every byte" crawl.warc plain
complains "a file that is there is not written over" 9 "copy.warc: cannot be made" "$dateline" archive write -o copy.warc crawl.warc
complains "a name that says nothing" 2 "does not say what to write" "$dateline" archive write -o copy.tar crawl.warc
complains "no name" 2 "no archive to write was named" "$dateline" archive write crawl.warc
run "$dateline" archive write -q -o mended.warc.gz hole.warc.gz
holds "damage is left out, and said" test "$status $(wc -l < err)" = "5 1"
is "… what is written is whole" 0 "mended.warc.gz: 2 records, 0 damaged" "$dateline" archive check mended.warc.gz
run "$dateline" archive write -o none.warc nowhere.warc.gz
holds "nothing to write: no file" test "$status" -eq 4 -a ! -e none.warc
gzip -c "$page" > page.html.gz
echo '{"file":"page.html.gz","url":"https://meridian.example/lunt","captured":"2025-03-08T07:00:00+01:00"}' > pages.jsonl
echo '{"file":"ferry.html","url":"https://ferry.example/ferry","captured":"2025-03-08T06:00:00Z","charset":"windows-1251"}' >> pages.jsonl
is "saved pages" 0 "2 records and pages written, 0 failed" "$dateline" archive write -o pages.wacz pages.jsonl
run "$dateline" extract -q pages.wacz
holds "… are read again" test "$status $(wc -l < out)" = "0 2"
holds "… from the archive in the WACZ" grep -q '"warc":{"file":"pages.wacz#archive/data.warc.gz","offset":[0-9]*,"length":[0-9]*,"recordId":"urn:uuid:' out
holds "… with their charset" grep -q '"charset":{"name":"windows-1251","how":"http"}' out
place=$(sed -n '1s/.*"warc":{"file":"\([^"]*\)","offset":\([0-9]*\),.*/\1 \2/p' out)
# shellcheck disable=SC2086 # two words
run "$dateline" archive extract --payload $place
same "… by the name in the record; packed pages were unpacked" "$page" out
is "saved pages twice" 0 "" "$dateline" archive write -q -o again.wacz pages.jsonl
same "… give the same bytes" pages.wacz again.wacz
run sh -c '"$1" archive write -q --url https://ferry.example/ --captured 2025-03-08 -o in.warc - < ferry.html' - "$dateline"
is "a page from standard input" 0 "in.warc: 2 records, 0 damaged, 0 wrong digests, 1 without" "$dateline" archive check in.warc
complains "a page without an address" 4 "ferry.html: the address of the page is not known" \
    "$dateline" archive write -q -o n.warc ferry.html
run sh -c 'cat pages.wacz | "$1" extract -q -' - "$dateline"
holds "a WACZ through a pipe is refused in plain words" grep -q 'it comes through a pipe' err
printf 'X' | dd of=again.wacz bs=1 seek=120 conv=notrunc 2> /dev/null
is "a WACZ whose bytes were changed" 5 "its digest is not the one that the WACZ gives" "$dateline" archive check again.wacz

# ---- other tools ---------------------------------------------------------------------
python=${ARCHIVE_PYTHON:-python3}
if "$python" -c 'import warcio' 2> /dev/null; then
    for form in warc warc.gz; do
        holds "warcio reads $form" "$python" -c "
from warcio.archiveiterator import ArchiveIterator
assert [r.rec_headers.get_header('WARC-Record-ID') for r in ArchiveIterator(open('copy.$form', 'rb'), check_digests='raise')] == ['<urn:uuid:%d>' % i for i in (1, 2, 3, 4)]"
    done
else
    skip "warcio reads what is written" "there is no warcio"
fi
if "$python" -c 'import fastwarc' 2> /dev/null; then
    for form in warc warc.gz warc.zst; do
        holds "fastwarc reads $form" "$python" -c "
from fastwarc.warc import ArchiveIterator
assert len([r.reader.read() for r in ArchiveIterator(open('copy.$form', 'rb'))]) == 4"
    done
else
    skip "fastwarc reads what is written" "there is no fastwarc"
fi

is "a verb that is none" 2 "'list' is not index, check, extract or write" "$dateline" archive list crawl.warc
is "no archive" 2 "no archive was given" "$dateline" archive index
finish
