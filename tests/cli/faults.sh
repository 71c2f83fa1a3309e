#!/bin/sh
# faults.sh -- an ingest that is stopped, starved, shared; text that would act on whoever shows it.
set -u
. "$(dirname "$0")/tap.sh"
ln -s "$newsroom" newsroom
sed 's,{"file": ",{"file": "newsroom/,' "$newsroom/manifest.jsonl" > pages.jsonl
"$dateline" ingest -q -s whole.dateline pages.jsonl
"$dateline" export -q -s whole.dateline > whole
holds "there is something to lose" test "$(wc -l < whole)" -ge 40

# done_again NAME: the store is whole, and the same ingest completes it.
done_again() {
    if [ -e s.dateline ]; then
        holds "$1: the store is whole" "$dateline" store check -q -s s.dateline
    fi
    "$dateline" ingest -q -s s.dateline pages.jsonl
    "$dateline" export -q -s s.dateline > again
    same "$1: done again, it is complete" whole again
    rm -f s.dateline*
}

# ---- signals --------------------------------------------------------------------------
for signal in INT TERM HUP PIPE; do
    for after in 0.02 0.15 0.3; do
        # a shell lets what it starts in the background ignore SIGINT
        env --default-signal=INT "$dateline" ingest -q -s s.dateline pages.jsonl 2> err &
        pid=$!
        sleep $after
        kill -s $signal $pid 2> /dev/null
        began=$(date +%s)
        wait $pid
        holds "it ends at once on SIG$signal" test $(($(date +%s) - began)) -le 2
        done_again "SIG$signal after $after s"
    done
done

# ---- kill -9, and on from there -------------------------------------------------------------
"$dateline" archive write -q -o pages.warc.gz pages.jsonl
"$dateline" ingest -q -s archive.dateline pages.warc.gz
"$dateline" export -q -s archive.dateline > from_archive
for after in 0.01 0.03 0.05 0.08 0.1 0.13 0.17 0.2 0.25 0.3; do
    "$dateline" ingest -q -s s.dateline --jobs 2 --resume pages.warc.gz 2> err &
    pid=$!
    sleep $after
    kill -s KILL $pid 2> /dev/null
    wait $pid 2> /dev/null
    if [ -e s.dateline ]; then
        holds "killed after $after s: the store is whole" "$dateline" store check -q -s s.dateline
    fi
    "$dateline" ingest -q -s s.dateline --resume pages.warc.gz
    "$dateline" export -q -s s.dateline > again
    same "killed after $after s: --resume completes it" from_archive again
    rm -f s.dateline*
done

# ---- a disk that is full ----------------------------------------------------------------
for blocks in 1 40 260 400 700 900; do
    (
        ulimit -f $blocks
        exec "$dateline" ingest -q -s s.dateline pages.jsonl
    ) > out 2> err
    status=$?
    if [ $status -ne 0 ]; then
        holds "files of at most $blocks blocks: status 7" test $status -eq 7
        holds "files of at most $blocks blocks: one line" test "$(wc -l < err)" -eq 1
    fi
    done_again "files of at most $blocks blocks"
done

# ---- two writers ---------------------------------------------------------------------------
head -n 20 pages.jsonl > first.jsonl
tail -n +15 pages.jsonl > second.jsonl
"$dateline" ingest -q -s s.dateline first.jsonl &
one=$!
"$dateline" ingest -q -s s.dateline second.jsonl &
two=$!
wait $one
holds "the first of two writers ends well" test $? -eq 0
wait $two
holds "and so does the second" test $? -eq 0
done_again "two writers"

# ---- text that would act ----------------------------------------------------------------------
# Made up here: sequences for terminals, names of files, formulas, queries. The packs have more
# (tests/conformance/hostile_text.sh).
esc=$(printf '\033')
{
    printf '<!doctype html><html lang="en"><head><title>%s[2J=1+1 storm</title></head><body><article>' "$esc"
    printf '<h1>=HYPERLINK("http://evil.example") %s]52;c;eA==\007 storm</h1><p>Storm ' "$esc"
    printf '\302\2332J \342\200\256gnp.exe said @SUM(1,1) of the harbour office, on Tuesday evening at the pier.</p></article></body></html>'
} > evil.html
"$dateline" ingest -q -s e.dateline evil.html
id=$("$dateline" items -s e.dateline -f jsonl | sed 's/.*"id":"\([^"]*\)".*/\1/')
for command in "search -f text storm" "search --explain -f text storm" "items -f text" "show -f text $id" \
    "excerpt $id" "excerpt -f bibtex $id" "excerpt -f ris $id" "export -f bibtex" "export -f ris" \
    "export -f text" "incidents -f text" "who -f text office"; do
    # shellcheck disable=SC2086 # words
    "$dateline" $command -s e.dateline > out 2> err
    holds "nothing acts on a terminal: $command" test "$(cat out err | LC_ALL=C grep -c "[$(printf '\001')-$(printf '\010')$esc]")" -eq 0
done
"$dateline" search -s e.dateline -f csv storm > out
holds "no cell of search is computed" test "$(grep -c -E '(^|,|")=' out)" -eq 0
"$dateline" export -q -s e.dateline -f csv > out
holds "nor of an export" test "$(grep -c -E '(^|,|")(=|@)' out)" -eq 0
finish
