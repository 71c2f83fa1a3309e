# tap.sh -- what the tests of the program share; read by `. tests/cli/tap.sh`.
#
# Sets root, dateline (the program), newsroom, and work, a folder of one's own that is
# entered and in the end removed. Prints TAP; `finish` prints the plan.

root=$(cd "$(dirname "$0")/../.." && pwd)
dateline=$root/${O:-build/release}/dateline
newsroom=$root/samples/newsroom
work=$(mktemp -d)
started= # processes to end
trap 'for p in $started; do kill "$p" 2> /dev/null; done; rm -rf "$work"' EXIT
cd "$work" || exit 1
count=0
failed=0

# result OK NAME [WHAT WAS SEEN]
result() {
    count=$((count + 1))
    if [ "$1" = ok ]; then
        echo "ok $count - $2"
    else
        echo "not ok $count - $2"
        printf '%s\n' "${3:-}" | head -n 20 | sed 's/^/#   /'
        failed=1
    fi
}

# skip NAME REASON
skip() {
    count=$((count + 1))
    echo "ok $count - $1 # SKIP $2"
}

# run COMMAND…: its status in $status, its output in the files out and err.
run() {
    status=0
    timeout -k 5 60 "$@" > out 2> err || status=$?
}

# is NAME STATUS TEXT COMMAND…: the command ends with STATUS and TEXT is somewhere in what
# it says ("" for: it says nothing at all).
is() {
    name=$1 wanted=$2 text=$3
    shift 3
    run "$@"
    said=$(cat out err)
    if [ "$status" -eq "$wanted" ] &&
        { { [ -z "$text" ] && [ -z "$said" ]; } ||
            { [ -n "$text" ] && grep -qF -e "$text" out err; }; }; then
        result ok "$name"
    else
        result no "$name" "status $status, wanted $wanted and '$text'; it said:
$said"
    fi
}

# complains NAME STATUS TEXT COMMAND…: the command ends with STATUS and says exactly one
# line, on standard error, that begins with "dateline: ", holds TEXT, and says what to do.
complains() {
    name=$1 wanted=$2 text=$3
    shift 3
    run "$@"
    if [ "$status" -eq "$wanted" ] && [ "$(wc -l < err)" -eq 1 ] && grep -q '^dateline: ' err &&
        grep -qF -e "$text" err && grep -q '([^()]*)$' err; then
        result ok "$name"
    else
        result no "$name" "status $status, wanted $wanted and one line with '$text' and, in brackets, how to mend it:
$(cat err)"
    fi
}

# same NAME FILE FILE
same() {
    if cmp -s "$2" "$3"; then
        result ok "$1"
    else
        result no "$1" "$(diff "$2" "$3" 2>&1 | cut -c1-200)"
    fi
}

# holds NAME COMMAND…: the command ends with status 0
holds() {
    name=$1
    shift
    if said=$("$@" 2>&1); then
        result ok "$name"
    else
        result no "$name" "$said"
    fi
}

finish() {
    echo "1..$count"
    exit "$failed"
}
