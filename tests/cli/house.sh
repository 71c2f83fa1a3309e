#!/bin/sh
# house.sh -- what stands around the program: ./run, the ratchet, install.
set -u
. "$(dirname "$0")/tap.sh"

# ---- ./run ----------------------------------------------------------------------
if [ "${O:-build/release}" = build/release ]; then
    is "./run --help" 0 "your own pages" "$root/run" --help
    is "./run of a file that is not there" 4 "there is no such file" "$root/run" missing.html
    cp "$newsroom/meridian/2025-03-07-lunt-trial.html" mine.html
    run "$root/run" mine.html < /dev/null
    holds "./run of one's own page ends well and names the command that serves it" \
        sh -c '[ "$1" -eq 0 ] && grep -q "^1 pages, 1 items" out && grep -q "dateline serve -s build/run/pages.dateline" out' - "$status"
    run "$root/run" < /dev/null
    holds "./run shows the newsroom" \
        sh -c '[ "$1" -eq 0 ] && grep -q "^51 pages" out && grep -q "^Items by outlet" out && grep -q "^Who said what" out && grep -q "^What happened" out' - "$status"
    holds "… on a screen or two" test "$(wc -l < out)" -lt 90
    holds "… without talk" test "$(wc -c < err)" -eq 0
fi

# ---- the ratchet ------------------------------------------------------------------
ratchet=$root/tools/ratchet
floors() {
    printf '# kept\na.f1 >= 0.8000 0 c1\nb.cost <= 100 3%% c1\nc.f1 >= 0.5 0.01 c1\n' > floors.txt
}
scores() {
    printf 'a.f1 %s %s\nb.cost %s c1\nc.f1 0.495 c1\n' "$1" "${3:-c1}" "$2" > scores
}
printf '#!/bin/sh\nexec "%s" floors.txt < scores\n' "$ratchet" > hold
chmod +x hold
floors
scores 0.8 100
is "scores at their bounds hold" 0 "1..3" ./hold
scores 0.7999 100
is "a worse score does not" 1 "not ok 1 - a.f1 is 0.7999, not >= 0.8000" ./hold
scores 0.8 103
is "a cost within its slack holds" 0 "ok 2 - b.cost 103 <= 100" ./hold
scores 0.8 104
is "a cost beyond it does not" 1 "not ok 2 - b.cost is 104, not <= 100" ./hold
scores 0.9 100 c2
is "a score on another corpus says nothing" 1 "a.f1: measured on another corpus" ./hold
printf 'b.cost 100 c1\nc.f1 0.5 c1\n' > scores
is "a score that is missing is a failure" 1 "a.f1 was not measured" ./hold
printf 'b.cost 100 c1\nc.f1 0.5 c1\nskip a. no pack\n' > scores
is "… unless it is said why" 0 "a.f1 # SKIP no pack" ./hold
printf 'a.f1 0.9 c1\nb.cost 90 c1\nc.f1 0.5 c1\nd.f1 0.1 c1\n' > scores
is "a score without a bound is a failure" 1 "d.f1 has no bound yet" ./hold
run sh -c '"$1" --raise floors.txt < scores' - "$ratchet"
run ./hold
holds "raising takes the better ones and the new" \
    sh -c 'grep -q "^# kept" floors.txt && grep -q "^a.f1 *>= 0.9 " floors.txt && grep -q "^b.cost *<= 90 " floors.txt && grep -q "^d.f1 *>= 0.1 " floors.txt'
scores 0.85 95
sed -i '$a d.f1 0.1 c1' scores
run sh -c '"$1" --raise floors.txt < scores' - "$ratchet"
holds "… and never a worse one" sh -c 'grep -q "^a.f1 *>= 0.9 " floors.txt && grep -q "^b.cost *<= 90 " floors.txt'
run sh -c '"$1" --lower a.f1 floors.txt < scores' - "$ratchet"
holds "… but one that is named" sh -c 'grep -q "^a.f1 *>= 0.85 " floors.txt && grep -q "^b.cost *<= 90 " floors.txt'

# ---- install ------------------------------------------------------------------------
if [ "${O:-build/release}" = build/release ]; then
    holds "make install puts everything into its place" \
        make -s -C "$root" install DESTDIR="$work/there" PREFIX=/usr
    for file in bin/dateline lib/libdateline.a include/dateline.h lib/pkgconfig/dateline.pc \
        share/man/man1/dateline.1 share/bash-completion/completions/dateline; do
        holds "… $file" test -s "there/usr/$file"
    done
    cat > uses.c <<'EOF'
#include <dateline.h>
#include <stdio.h>

int main(void)
{
    dl_engine *engine;
    dl_doc *doc;
    dl_error err;

    if (dl_engine_open(NULL, &engine, &err) != DL_OK)
        return 1;
    if (dl_doc_parse(engine, DL_STR("<title>Hello</title><p>Hello"), NULL, &doc, &err) != DL_OK)
        return 1;
    printf("%.*s\n", (int)dl_doc_record(doc).len, dl_doc_record(doc).ptr);
    dl_doc_free(doc);
    dl_engine_close(engine);
    return 0;
}
EOF
    PKG_CONFIG_PATH=$work/there/usr/lib/pkgconfig
    export PKG_CONFIG_PATH
    sed -i "s,^prefix=.*,prefix=$work/there/usr," there/usr/lib/pkgconfig/dateline.pc
    # shellcheck disable=SC2046 # words
    holds "a program of somebody else's links with it" \
        gcc -std=c17 -Wall -Werror -o uses uses.c $(pkg-config --cflags --libs dateline)
    is "… and runs" 0 '"record":1' ./uses
    holds "the header is C++ too" sh -c 'command -v g++ > /dev/null || exit 0
        echo "#include <dateline.h>
        int main() { return DL_OK; }" > uses.cc && g++ -fsyntax-only -Ithere/usr/include uses.cc'
fi
finish
