#!/bin/sh
# lint.sh -- the house's own checks of its source. Prints TAP.
set -u
cd "$(dirname "$0")/.."
O=${O:-build/release}
count=0

# holds NAME COMMAND…: the command ends well; what it says follows a failure.
holds() {
    name=$1
    shift
    count=$((count + 1))
    if said=$("$@" 2>&1); then
        echo "ok $count - $name"
    else
        echo "not ok $count - $name"
        printf '%s\n' "$said" | sed 's/^/#   /'
    fi
}

needs() {
    command -v "$1" > /dev/null && return
    count=$((count + 1))
    echo "ok $count - $2 # SKIP $1 is not installed"
    return 1
}

formatted() {
    find include src tests bench tools -name '*.[ch]' -print0 |
        xargs -0 clang-format-14 --dry-run -Werror --ferror-limit=1 2>&1 |
        sed -n 's/ error: .*/ is not as "make format" leaves it/p' | grep . && return 1
    return 0
}

tidy() {
    make -s -k -j2 tidy 2>&1 | sed -n "s,$PWD/,,; s,^build/tidy/,,; / error: /p" | sort -u | grep . && return 1
    return 0
}

# No name of this machine or of whoever worked on it, and no file nobody means to keep.
clean() {
    git grep -nE '(/root|/home/[a-z]+|/work)/' -- . ':!samples' ':!tests/lint.sh' && return 1
    return 0
}

# The program carries models whose corpora are not for commerce, unless told not to.
left_out() {
    make -s embedded | grep -q '^models/names-nc/' && make -s NC=no embedded | grep -q '^models/names/' &&
        ! make -s NC=no embedded | grep -e '-nc/'
}

holds "NC=no leaves out models not for commerce" left_out
holds "files include only what their rooms may" tools/check-rooms
holds "nothing in the library is writable" tools/check-stateless "$O/libdateline.a"
holds "no name of the library is defined twice" tools/check-names "$O/libdateline.a"
holds "only libraries agreed upon are linked" tools/check-linked "$O"
if git rev-parse --git-dir > /dev/null 2>&1; then
    holds "no path of one machine in the tree" clean
fi
if needs clang-format-14 "every file is formatted"; then
    holds "every file is formatted" formatted
fi
if needs clang-tidy-14 "clang-tidy finds nothing"; then
    holds "clang-tidy finds nothing" tidy
fi
if needs man "the manual is made from the program"; then
    holds "the manual is made from the program" make -s build/dateline.1
fi
echo "1..$count"
