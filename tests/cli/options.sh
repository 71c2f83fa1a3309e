#!/bin/sh
# options.sh -- words of the command line: help of every command, mistakes, "--".
set -u
. "$(dirname "$0")/tap.sh"
cp "$newsroom/meridian/2025-03-07-lunt-trial.html" page.html

# ---- help ---------------------------------------------------------------------
run "$dateline" --help
holds "--help is a result, not talk" test "$status $(wc -c < err)" = "0 0"
commands=$(sed -n '/^commands:/,/^$/s/^  \([a-z][a-z]*\) .*/\1/p' out)
holds "it names the commands" test "$(echo "$commands" | wc -l)" -eq 14
run "$dateline"
holds "no command at all is a mistake" test "$status" -eq 2
is "help is --help" 0 "usage: dateline COMMAND" "$dateline" help
for command in $commands; do
    run "$dateline" "$command" --help
    holds "$command --help" test "$status $(wc -c < err)" = "0 0"
    holds "$command --help shows how it is used, its options and examples" \
        sh -c 'grep -q "^usage: dateline $1" out && grep -q "^options:" out && grep -q "^examples:" out' - "$command"
    holds "$command --help fits 80 columns" test "$(awk 'length > 80' out | wc -l)" -eq 0
    cp out long
    run "$dateline" "$command" -h
    same "$command -h is the same" long out
done
is "version" 0 "dateline 0" "$dateline" version
is "--version" 0 "record 1" "$dateline" --version

# ---- mistakes ------------------------------------------------------------------
complains "a command nobody knows" 2 "'extrakt' is no command" "$dateline" extrakt page.html
complains "an option nobody knows" 2 "'--colour' is no option of extract" "$dateline" extract --colour page.html
complains "a letter nobody knows" 2 "'-z' is no option of extract" "$dateline" extract -z page.html
complains "an option of another command" 2 "'--store' is no option of extract" "$dateline" extract --store x page.html
is "an option without its value" 2 "--format needs a value" "$dateline" extract --format
is "a value for a switch" 2 "--main takes no value" "$dateline" extract --main=yes page.html
is "a format nobody knows" 2 "--format is 'xml', not jsonl" "$dateline" extract --format xml page.html
is "an input nobody knows" 2 "--input is 'pdf', not auto" "$dateline" extract --input pdf page.html
is "no threads" 2 "--jobs is '0', not a number from 1 to 256" "$dateline" extract --jobs 0 page.html
is "many threads, in words" 2 "--jobs is 'many'" "$dateline" extract --jobs many page.html
is "a number with something behind it" 2 "--jobs is '2x'" "$dateline" extract --jobs 2x page.html
is "a time that is none" 2 "--captured is 'yesterday'" "$dateline" extract --captured yesterday page.html
is "a manifest and files" 2 "--manifest and files" "$dateline" extract --manifest m.jsonl page.html
is "a port that is none" 2 "--port is '70000'" "$dateline" serve -s x.dateline --port 70000
is "search without words" 2 "no words" "$dateline" search -s x.dateline
is "who without a name" 2 "no name" "$dateline" who -s x.dateline
"$dateline" ingest -q -s news.dateline page.html
is "a query that cannot be understood" 3 "dateline: " "$dateline" search -s news.dateline '"trial AND ('
is "no result is no failure" 0 "" "$dateline" search -s news.dateline --format jsonl zebra
is "… unless it is asked for" 1 "" "$dateline" search -s news.dateline --format jsonl --exit-status zebra

# ---- ways to write them -------------------------------------------------------------
run "$dateline" extract --format csv page.html
cp out csv
run "$dateline" extract --format=csv page.html
same "--format=csv" csv out
run "$dateline" extract -f csv page.html
same "-f csv" csv out
run "$dateline" extract -fcsv page.html
same "-fcsv" csv out
run "$dateline" extract page.html -f csv
same "options behind the file" csv out
cp page.html ./-page.html
is "a name that begins with a dash is an option" 2 "is no option of extract" "$dateline" extract -page.html
run "$dateline" extract -- -page.html
holds "… but not behind --" grep -q '"file":"-page.html"' out
is "an option behind -- is a name" 4 "--main: there is no such file" "$dateline" extract -- --main
run sh -c '"$1" extract - < page.html' - "$dateline"
holds "- is standard input" grep -q '"headline"' out
run sh -c '"$1" extract < page.html' - "$dateline"
holds "no name at all is too" grep -q '"headline"' out
run "$dateline" extract --output written.jsonl page.html
holds "--output writes there and nothing elsewhere" \
    test "$status $(wc -c < out) $(wc -l < written.jsonl)" = "0 0 1"

# Every format gives something, and says nothing beside it.
for format in jsonl json text markdown csv annotations; do
    run "$dateline" extract --format "$format" page.html
    holds "--format $format" test "$status $(wc -c < err)" = "0 0" -a -s out
done
run "$dateline" extract --format json page.html page.html
holds "json is one array" jq -e 'length == 2' out
run "$dateline" extract --format jsonl --main page.html
holds "--main adds the main text" jq -e '.mainText | length > 500' out
finish
