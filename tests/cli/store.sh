#!/bin/sh
# store.sh -- a store through its whole life: filled, searched, quoted, exported, verified, merged,
# made smaller, and made to forget.
set -u
. "$(dirname "$0")/tap.sh"
ln -s "$newsroom" newsroom
sed 's,{"file": ",{"file": "newsroom/,' "$newsroom/manifest.jsonl" > pages.jsonl
"$dateline" archive write -q -o pages.warc.gz pages.jsonl
s=news.dateline

# ---- the same archive, one thread and two ---------------------------------------------
"$dateline" ingest -q -s one.dateline pages.warc.gz
"$dateline" ingest -q -s two.dateline --jobs 2 pages.warc.gz
holds "there are items" test "$("$dateline" items -s one.dateline -n 0 -f jsonl | wc -l)" -ge 40
for format in jsonl csv annotations ninjs geojson bibtex; do
    "$dateline" export -q -s one.dateline -f $format > one
    "$dateline" export -q -s two.dateline -f $format > two
    same "export is the same from one thread and from two: $format" one two
done
"$dateline" export -q -s one.dateline -o one.wacz
"$dateline" export -q -s two.dateline -o two.wacz
same "and so is the archive of its captures" one.wacz two.wacz
holds "the archive is whole" "$dateline" archive check -q one.wacz
"$dateline" ingest -q -s back.dateline one.wacz
"$dateline" export -q -s back.dateline -f csl > two
"$dateline" export -q -s one.dateline -f csl > one
same "what was exported as an archive comes back" one two
cp one.dateline $s

# ---- manifest ---------------------------------------------------------------------------
"$dateline" export -q -s $s -o all.jsonl
holds "the manifest has the digest of the file" \
    grep -q "\"sha256\":\"$(sha256sum < all.jsonl | cut -d' ' -f1)\"" all.jsonl.manifest.json
complains "a file that is there is not written over" 9 "all.jsonl" "$dateline" export -q -s $s -o all.jsonl
holds "and stays as it was" grep -q "$(sha256sum < all.jsonl | cut -d' ' -f1)" all.jsonl.manifest.json
ln -s /dev/null link.jsonl
complains "nor is a link followed" 9 "link.jsonl" "$dateline" export -q -s $s -o link.jsonl
run "$dateline" export -q -s $s lang:fr
holds "a query chooses" test "$(grep -c '"inLanguage":"fr"' out)" -eq "$(wc -l < out)"
is "a query that is wrong" 3 "nothing behind it" "$dateline" export -s $s "market AND"
is "a purpose that is none" 2 "research, training or publication" "$dateline" export -s $s --purpose fun
"$dateline" export -q -s $s --purpose publication > out
holds "what is published has no text of its own" test "$(grep -c articleBody out)" -eq 0
holds "but excerpts" grep -q '"excerptRule"' out
holds "and is JSON" python3 -c 'import json,sys
for line in open("out"): json.loads(line)'

# ---- opt-outs ---------------------------------------------------------------------------
page() { # NAME HEAD
    printf '<!doctype html><html lang="en"><head><title>%s at the harbour</title>%s</head><body><article><h1>%s at the harbour</h1><p>The ferry left at noon on Tuesday, two days after the storm broke the south pier, said Ylva Torsand of the %s office. Nobody was hurt.</p><p>The pier will stay closed until Friday, she said, and the timetable is the usual one from Wednesday on.</p></article></body></html>' \
        "$1" "$2" "$1" "$1" > "$1.html"
}
page plain ""
page reserved '<meta name="tdm-reservation" content="1">'
page robots '<meta name="robots" content="index, noai, noimageai">'
page noarchive '<meta name="robots" content="noarchive">'
page free '<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">'
for f in plain reserved robots noarchive free; do
    echo "{\"file\":\"$f.html\",\"url\":\"https://$f.example/1\",\"captured\":\"2025-03-08T06:00:00Z\"}"
done > terms.jsonl
"$dateline" ingest -q -s terms.dateline terms.jsonl
kept() { # PURPOSE [OPTION…]: whose pages are in it
    purpose=$1
    shift
    "$dateline" export -s terms.dateline --purpose "$purpose" "$@" 2> err |
        sed 's/.*"url":"https:\/\/\([a-z]*\)\.example.*/\1/' | sort | tr '\n' ' '
}
holds "research has everything" test "$(kept research)" = "free noarchive plain reserved robots "
holds "training has what is not reserved" test "$(kept training)" = "free noarchive plain "
holds "why is said" grep -q "reserved: 1; left out, the page's robots terms say no: 1" err
holds "publication has no copies that are not wanted" test "$(kept publication)" = "free plain reserved robots "
"$dateline" export -q -s terms.dateline --purpose publication > out
holds "a free licence lets the text through" test "$(grep -c articleBody out)" -eq 1
"$dateline" export -q -s terms.dateline --purpose publication -o pub.warc.gz
holds "and its capture only" test "$("$dateline" archive index pub.warc.gz | wc -l)" -eq 1

# ---- quoting -----------------------------------------------------------------------------
id=$("$dateline" items -s terms.dateline -f jsonl source:plain | sed 's/.*"id":"\([^"]*\)".*/\1/')
is "an excerpt, and its rule" 0 "150 characters, because the outlet states no terms" \
    "$dateline" excerpt -s terms.dateline "$id"
complains "more than that is refused" 6 "at most 150 characters" "$dateline" excerpt -s terms.dateline "$id:0-180"
is "a range that is none" 2 "ID:START-END" "$dateline" excerpt -s terms.dateline "$id:7-3"
is "a format that fits no excerpt" 2 "an excerpt is" "$dateline" excerpt -s terms.dateline -f csv "$id"

# ---- looking after it -----------------------------------------------------------------------
is "verify finds nothing wrong" 0 "0 wrong" "$dateline" verify -s $s
is "nor does it when it reads the pages again" 0 "pages read again; 0 wrong" "$dateline" verify --deep -s terms.dateline
is "check" 0 "the store is whole" "$dateline" store check -s $s
is "info" 0 '"schema":4' "$dateline" store info -s $s -f jsonl
is "init does not touch what is there" 7 "is there already" "$dateline" store init -s $s
is "no store to look after" 7 "there is no such store" "$dateline" store check -s none.dateline
is "nothing to do" 2 "say init, info" "$dateline" store
is "no such thing to do" 2 "'tidy' is nothing" "$dateline" store tidy -s $s
holds "init makes one" "$dateline" store init -s merged.dateline
"$dateline" store merge -q -s merged.dateline $s terms.dateline
is "merging again adds nothing" 0 "0 captures added, 0 further addresses" "$dateline" store merge -s merged.dateline terms.dateline $s
"$dateline" store merge -q -s other.dateline terms.dateline $s
"$dateline" export -q -s merged.dateline > one
"$dateline" export -q -s other.dateline > two
same "the order of merging counts for nothing" one two
"$dateline" search -s merged.dateline -n 0 -f jsonl "ferry OR market" | sort > one
"$dateline" store compact -s merged.dateline
"$dateline" search -s merged.dateline -n 0 -f jsonl "ferry OR market" | sort > two
same "a compacted store answers alike" one two

# ---- collections -------------------------------------------------------------------------------
printf '<article><h1>Ferry sails</h1><p>The ferry sailed at noon, the port said.</p></article>' > one.html
printf '<article><h1>Pier opens</h1><p>The pier opened at noon, the port said.</p></article>' > two.html
is "a collection" 0 "1 added" "$dateline" ingest -s sets.dateline --collection 'Storms of March' one.html
is "takes what is known, too" 0 "1 known ones new in the collection" "$dateline" ingest -s sets.dateline --collection 'pier' one.html two.html
for query in 'collection:"storms of march" 1' 'collection:pier 2' 'collection:PIER 2' 'collection:none 0' 'NOT collection:storm* 1'; do
    holds "items ${query% *}" test "$("$dateline" items -s sets.dateline -f jsonl -n 0 "${query% *}" | wc -l)" -eq "${query##* }"
    holds "export ${query% *}" test "$("$dateline" export -q -s sets.dateline "${query% *}" | wc -l)" -eq "${query##* }"
done
is "its name is plain text" 2 "no plain text" "$dateline" ingest -s sets.dateline --collection 'a"b' one.html

# ---- forgetting ------------------------------------------------------------------------------
is "a rehearsal says how much" 0 "would be forgotten" "$dateline" store forget -s merged.dateline --person "ylva TORSAND" --dry-run
holds "and changes nothing" "$dateline" search -e -q -s merged.dateline person:torsand
is "a person" 0 "were forgotten" "$dateline" store forget -s merged.dateline --person "ylva TORSAND" --reason "request 12"
is "is found no more" 1 "" "$dateline" search -e -q -s merged.dateline torsand
holds "nor is the name anywhere in the file" test "$(grep -a -i -c torsand merged.dateline)" -eq 0
holds "nor in its log" test ! -s merged.dateline-wal
is "a line says that it was" 0 '"forgotten":5' "$dateline" store info -s merged.dateline -f jsonl
is "what was forgotten stays out" 0 "5 forgotten" "$dateline" store merge -s merged.dateline terms.dateline
is "also of what is ingested" 0 ", 5 forgotten" "$dateline" ingest -s merged.dateline terms.jsonl
url=$("$dateline" items -s merged.dateline -n 1 -f jsonl | sed 's/.*"url":"\([^"]*\)".*/\1/')
is "an address" 0 "1 captures" "$dateline" store forget -s merged.dateline --url "$url"
is "once only" 1 "0 captures" "$dateline" store forget -e -s merged.dateline --url "$url"
holds "its words are gone from the file" test "$(grep -a -c -F "$url" merged.dateline)" -eq 0
is "verify agrees" 0 "0 wrong" "$dateline" verify -s merged.dateline
is "what to forget must be said" 2 "say what to forget" "$dateline" store forget -s $s
finish
