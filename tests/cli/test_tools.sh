#!/bin/sh
# test_tools.sh -- the house's own checks must fail on what they are there for. Prints TAP.
#
#   tests/cli/test_tools.sh        from the root of the source tree
set -u
tools=$(cd "$(dirname "$0")/../../tools" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cc=${CC:-gcc}
count=0
failed=0

# is NAME STATUS TEXT COMMAND…: the command ends with STATUS and prints TEXT (a line of
# its output, or a part of one; "" for no output at all).
is() {
    name=$1 status=$2 text=$3
    shift 3
    count=$((count + 1))
    said=$("$@" 2>&1)
    got=$?
    if [ "$got" -eq "$status" ] &&
        { { [ -z "$text" ] && [ -z "$said" ]; } ||
            { [ -n "$text" ] && printf '%s\n' "$said" | grep -qF -e "$text"; }; }; then
        echo "ok $count - $name"
    else
        echo "not ok $count - $name"
        echo "# status $got, wanted $status and '$text'; it said:"
        printf '%s\n' "$said" | sed 's/^/# /'
        failed=1
    fi
}

# ---- check-rooms ---------------------------------------------------------------

# Two rooms beside base; `put FILE` writes standard input to a file of the tree.
tree=$work/tree
put() {
    mkdir -p "$tree/$(dirname "$1")"
    cat > "$tree/$1"
}
fresh() {
    rm -rf "$tree"
    printf '# rooms\nbase\nlower\nupper\n' | put src/rooms
    echo '#include "dateline.h"' | put src/base/arena.h
    echo '#include "base/arena.h"' | put src/lower/lower.h
    echo '#include "side.def"' | put src/lower/side.h
    echo 'SIDE(1)' | put src/lower/side.def
    printf '#include <string.h>\n#include "lower/lower.h"\n#include "own.h"\n' | put src/upper/a.c
    echo '/* own */' | put src/upper/own.h
}
# broken NAME TEXT FILE LINE: one line added to a good tree is found.
broken() {
    fresh
    echo "$4" >> "$tree/$3"
    is "$1" 1 "$2" "$tools/check-rooms" "$tree"
}

fresh
is "a good tree has no fault" 0 "" "$tools/check-rooms" "$tree"
broken "a side door is found" 'src/upper/a.c:4: "lower/side.h" is a side door' \
    src/upper/a.c '#include "lower/side.h"'
broken "a list of another room is a side door" '"lower/side.def" is a side door' \
    src/upper/a.c '#include "lower/side.def"'
broken "downstream is found" 'src/lower/lower.h:2: "upper/upper.h" is downstream' \
    src/lower/lower.h '#include "upper/upper.h"'
broken "base may not look up" '"lower/lower.h" is downstream' \
    src/base/arena.h '# include "lower/lower.h"'
broken "a file that is not in the room" '"lower.h" is not in the room upper' \
    src/upper/a.c '#include "lower.h"'
broken "a folder that is no room" '"nowhere/nowhere.h" is in no room' \
    src/upper/a.c '#include "nowhere/nowhere.h"'
broken "SQLite outside the store" '<sqlite3.h> is for store only' \
    src/upper/a.c '#include <sqlite3.h>'
broken "the web server outside serve" '<microhttpd.h> is for serve only' \
    src/upper/a.c '#include <microhttpd.h>'
broken "the operating system" '<sys/stat.h> is for bytes, archive, store, serve, desk, ingest and cli only' \
    src/upper/a.c '#include <sys/stat.h>'
broken "the right to allocate" 'only base/ may allocate' \
    src/upper/a.c '#define DLI_MAY_ALLOC'
fresh
echo 'int x;' | put src/hall/x.c
is "a room that is not listed" 1 "the room hall is not listed" "$tools/check-rooms" "$tree"
is "a tree without rooms" 1 "src/rooms: there is no such file" "$tools/check-rooms" "$work"

# ---- check-stateless -------------------------------------------------------------

# object NAME: compile standard input
object() {
    $cc -x c -O1 -fcommon -fPIE -c -o "$work/$1.o" -
}
object good <<'END'
static const char *const words[] = { "one", "two" };
const int numbers[] = { 1, 2 };
const char *word(int i) { return words[i]; }
END
object data <<'END'
static int counter = 1;
int count(void) { return counter++; }
END
object bss <<'END'
int count(void) { static int calls; return calls++; }
END
object common <<'END'
int global;
END
object thread <<'END'
static _Thread_local int mine;
int count(void) { return mine++; }
END
is "constants are no state" 0 "" "$tools/check-stateless" "$work/good.o"
for kind in data bss common thread; do
    is "state is found: $kind" 1 "is writable" "$tools/check-stateless" "$work/good.o" \
        "$work/$kind.o"
done
ar rcs "$work/lib.a" "$work/good.o" "$work/data.o"
is "state is found in a library" 1 'data.o: "counter" is writable (.data)' \
    "$tools/check-stateless" "$work/lib.a"
is "no library" 1 "there is no such file" "$tools/check-stateless" "$work/no.a"

# ---- check-linked ----------------------------------------------------------------

build=$work/build
mkdir -p "$build/src/bytes" "$build/src/page" "$work/src/bytes"
cd "$work" || exit 1
: > src/bytes/v.c # an object without a source is a leftover
echo 'const char *zlibVersion(void); const char *v(void) { return zlibVersion(); }' |
    $cc -x c -c -o "$build/src/bytes/v.o" -
echo 'const char *v(void); int main(void) { return v() == 0; }' |
    $cc -x c -c -o "$work/main.o" -
$cc -o "$build/dateline" "$work/main.o" "$build/src/bytes/v.o" -lz
printf 'libc  all  C\nlibz  bytes  gzip\n' > "$work/list"
is "what is listed may be linked" 0 "" "$tools/check-linked" "$build" "$work/list"
printf 'libc  all  C\n' > "$work/list"
is "what is not listed may not" 1 "the program needs libz.so.1, which" \
    "$tools/check-linked" "$build" "$work/list"
printf 'libc  all  C\nlibz  page  gzip\n' > "$work/list"
is "a room that may not use a library" 1 "bytes/v.o uses zlibVersion of libz, which" \
    "$tools/check-linked" "$build" "$work/list"
printf 'libc  all  C\nlibz bytes gzip\n' > "$work/list"
is "a line of the list that says too little" 1 "list:2: a library, its rooms" \
    "$tools/check-linked" "$build" "$work/list"
is "no program" 1 "there is no such file" "$tools/check-linked" "$work" "$work/list"

# ---- tally -----------------------------------------------------------------------

# tally_of NAME STATUS TEXT INPUT
tally_of() {
    printf "$4" > "$work/tap"
    is "$1" "$2" "$3" sh -c "\"\$1\" < \"\$2\"" tally "$tools/tally" "$work/tap"
}
tally_of "what passes is counted" 0 "3 passed, 0 failed, 0 skipped" \
    '# run a\n1..2\nok 1 - x\nok 2\n# exit 0\n# run b\nok 1 - y\n1..1\n# exit 0\n'
tally_of "what fails is counted" 1 "1 passed, 1 failed, 0 skipped" \
    '# run a\n1..2\nok 1 - x\nnot ok 2 - y\n# why\n# exit 1\n'
tally_of "what fails is shown" 1 "a: not ok 2 - y" \
    '# run a\n1..2\nok 1 - x\nnot ok 2 - y\n# why\n# exit 1\n'
tally_of "the remarks behind it are shown" 1 "a: # why" \
    '# run a\n1..2\nok 1 - x\nnot ok 2 - y\n# why\n# exit 1\n'
tally_of "what is skipped is counted" 0 "1 passed, 0 failed, 1 skipped" \
    '# run a\n1..2\nok 1 - x # skip no\nok 2\n# exit 0\n'
tally_of "a program that is skipped whole" 0 "a: 1..0 # SKIP no folder" \
    '# run a\n1..0 # SKIP no folder\n# exit 0\n'
tally_of "an expected failure counts as skipped" 0 "0 passed, 0 failed, 1 skipped" \
    '# run a\n1..1\nnot ok 1 - x # TODO later\n# exit 0\n'
tally_of "a crash is a failure" 1 "a: not ok - it was ended by signal 11 after 1 results" \
    '# run a\n1..2\nok 1 - x\n# exit 139\n'
tally_of "a crash before the plan" 1 "1 passed, 1 failed, 0 skipped" \
    '# run a\nok 1 - x\n# exit 134\n'
tally_of "fewer results than planned" 1 "it planned 3 results and printed 1" \
    '# run a\n1..3\nok 1\n# exit 0\n# run b\n1..1\nok 1\n# exit 0\n'
tally_of "no plan" 1 "it printed no plan" '# run a\nok 1\n# exit 0\n'
tally_of "a program that cannot be run" 1 "it printed no plan and ended with status 127" \
    '# run a\n# exit 127\n'
tally_of "a bad status alone" 1 "it ended with status 1 though nothing failed" \
    '# run a\n1..1\nok 1\n# exit 1\n'
tally_of "one program without marks" 0 "1 passed, 0 failed, 0 skipped" '1..1\nok 1 - x\n'
tally_of "nothing at all" 1 "no test was run" ''

echo "1..$count"
exit $failed
