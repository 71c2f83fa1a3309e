#!/bin/sh
# determinism.sh -- the same bytes give the same record: on one thread or two, in any order,
# whatever the locale and the time zone.
set -u
. "$(dirname "$0")/tap.sh"
export LC_ALL=C TZ=UTC

ln -s "$newsroom" newsroom
sed 's,{"file": ",{"file": "newsroom/,' "$newsroom/manifest.jsonl" > pages.jsonl
"$dateline" extract --main --manifest pages.jsonl > one
holds "the newsroom is read" test "$(wc -l < one)" -eq "$(wc -l < pages.jsonl)"

"$dateline" extract --main --manifest pages.jsonl > again
same "the same when done again" one again
for jobs in 2 3 8; do
    "$dateline" extract --main --jobs "$jobs" --manifest pages.jsonl > threads
    same "the same on $jobs threads" one threads
done
tac pages.jsonl > reversed.jsonl
"$dateline" extract --main --manifest reversed.jsonl | tac > reversed
same "the same in reversed order" one reversed
"$dateline" extract --main --jobs 2 --manifest reversed.jsonl | tac > reversed
same "the same in reversed order on two threads" one reversed
while read -r line; do
    printf '%s\n' "$line" > single.jsonl
    "$dateline" extract --main --manifest single.jsonl
done < pages.jsonl > single
same "the same when each page has a process of its own" one single

for locale in $(locale -a | grep -v -x -e C -e POSIX | head -n 4) tr_TR.UTF-8 de_DE@euro nonsense; do
    LC_ALL=$locale LANG=$locale "$dateline" extract --main --manifest pages.jsonl > other 2> /dev/null
    same "the same under the locale $locale" one other
done
for zone in Asia/Tokyo America/St_Johns Pacific/Apia :nonsense; do
    TZ=$zone "$dateline" extract --main --manifest pages.jsonl > other
    same "the same in the time zone $zone" one other
done
(cd / && "$dateline" extract --main --manifest "$work/pages.jsonl") > other
same "the same from another folder" one other

# In a store the order of arrival counts for nothing but the order of arrival.
"$dateline" ingest -q -s first.dateline pages.jsonl
"$dateline" ingest -q -s second.dateline --jobs 2 reversed.jsonl
for question in "search market" "who Varenne" incidents; do
    # shellcheck disable=SC2086 # words
    "$dateline" $question -s first.dateline --count 0 --format jsonl | sort > one
    # shellcheck disable=SC2086
    "$dateline" $question -s second.dateline --count 0 --format jsonl | sort > other
    same "two stores answer alike: $question" one other
done
"$dateline" ingest -s first.dateline pages.jsonl 2> err
holds "what is in a store already is not added again" grep -q "51 read: 0 added .* 51 known" err

# Of an archive, too: the same store on one thread or several.
"$dateline" archive write -q -o pages.warc.gz pages.jsonl
for jobs in 1 2 5; do
    "$dateline" ingest -q -s "archive$jobs.dateline" --jobs "$jobs" pages.warc.gz
    "$dateline" export -q -s "archive$jobs.dateline" > "archive$jobs"
done
holds "an archive is read" test "$(wc -l < archive1)" -ge 40
same "the same export on two threads" archive1 archive2
same "the same export on five" archive1 archive5
finish
