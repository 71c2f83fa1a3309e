# Build, test and measure dateline. Plain GNU Make; `make help` lists the targets.
#
# A preset is a compiler and a line of flags, built apart in build/<preset>/.
# Every .c file in a room is in the library: adding one never edits this file.

PRESET ?= release
O      := build/$(PRESET)
G      := build/gen

CC.release    := gcc
FLAGS.release := -O2 -g -DNDEBUG -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
LINK.release  := -pie -Wl,-z,relro,-z,now
CC.asan       := clang-14
FLAGS.asan    := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
CC.tsan       := clang-14
FLAGS.tsan    := -O1 -g -fno-omit-frame-pointer -fsanitize=thread
CC.cov        := clang-14
FLAGS.cov     := -O0 -g -fprofile-instr-generate -fcoverage-mapping
CC.fuzz       := clang-14
FLAGS.fuzz    := $(FLAGS.asan) -fsanitize=fuzzer-no-link

CC   := $(CC.$(PRESET))
WARN := -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wundef -Wvla \
        -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wformat=2 \
        -Wcast-qual -Wcast-align -Wwrite-strings -Wpointer-arith -Wnull-dereference \
        -Wdouble-promotion -Wswitch-enum -Wimplicit-fallthrough $(WERROR)

# Which library for what: docs/adr/0002. tools/check-linked compares.
PKGS := icu-i18n icu-uc uchardet libpsl libcurl zlib libbrotlidec libzstd libcrypto libxxhash sqlite3 \
        libmicrohttpd
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS))
PKG_LIBS   := $(shell pkg-config --libs $(PKGS)) -lstemmer -lpthread

CPPFLAGS := -std=c17 -D_GNU_SOURCE -Iinclude -Isrc -I$G $(PKG_CFLAGS)
CFLAGS    = $(FLAGS.$(PRESET)) $(WARN) -fvisibility=hidden -MMD -MP \
            -ffile-prefix-map=$(CURDIR)=. $(EXTRA)
BANNED   := -include src/base/banned.h

LIB_C := $(filter-out src/cli/%,$(sort $(wildcard src/*/*.c)))
CLI_C := $(sort $(wildcard src/cli/*.c))
GEN_C := $(patsubst tools/gen_%.c,$G/%.c,$(sort $(wildcard tools/gen_*.c)))
LIB_O := $(LIB_C:%.c=$O/%.o) $(GEN_C:%.c=$O/%.o)
CLI_O := $(CLI_C:%.c=$O/%.o)
LIB   := $O/libdateline.a
PROG  := $O/dateline

UNIT_C  := $(sort $(wildcard tests/unit/*.c) $(wildcard tests/prop/*.c))
UNITS   := $(UNIT_C:%.c=$O/%)
FUZZ_C  := $(sort $(wildcard tests/fuzz/*.c))
BENCH_C := $(sort $(wildcard bench/*.c))
TOOLS   := $(patsubst tools/%.c,$O/tools/%,$(filter-out tools/gen_%,$(sort $(wildcard tools/*.c))))

.PHONY: all help
.DELETE_ON_ERROR:
.SECONDARY:

all: $(PROG)

help:
	@sed -n 's/^#: //p' Makefile

#: make                      the program, build/release/dateline
#: make install PREFIX=DIR   program, library, header, manual page
#: make check                lint, units, tables, cases, conformance, fuzz replays
#: make asan | tsan | cov    units and cases under sanitizers, with coverage
#: make fuzz ROOM=page       libFuzzer on a room, until stopped
#: make bench                speed: name, value, unit
#: make bless CASE=slug      write what dateline says now into a case, to be read
#: make format | lint        clang-format, clang-tidy and the house's own checks

# ---- generated tables -------------------------------------------------------
# tools/gen_NAME.c prints build/gen/NAME.c (and .h with -h) from committed data.

$G/tools/gen_%: tools/gen_%.c tools/gen_lists.h src/lang/lang.h src/lang/lists.def src/lang/grammar.def
	@mkdir -p $(@D)
	gcc -std=c17 -D_GNU_SOURCE -O1 -Wall -Wextra -Iinclude -Isrc $(PKG_CFLAGS) -o $@ $< $(PKG_LIBS)

$G/lang_%.c: $G/tools/gen_lang_% $(filter-out %/cases.txt,$(sort $(wildcard lang/*/*.txt)))
	$< lang > $@

$G/tools/gen_page_names: src/page/names.def src/page/name_key.h
$G/page_names.c: $G/tools/gen_page_names
	$< > $@

$G/entities.c: $G/tools/gen_entities src/page/entities.txt
	$^ > $@

EMBEDDED := $(sort $(wildcard src/store/schema/*.sql) $(wildcard src/serve/*.css))

$G/embedded.c: $G/tools/gen_embedded $(EMBEDDED)
	$< $(EMBEDDED) > $@

# ---- library and program ----------------------------------------------------

$O/src/base/%.o: src/base/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -DDLI_MAY_ALLOC $(BANNED) $(CFLAGS) -c -o $@ $<

$O/src/%.o: src/%.c | $(GEN_C)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(BANNED) $(CFLAGS) -c -o $@ $<

$O/$G/%.o: $G/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(LIB): $(LIB_O)
	rm -f $@ && ar rcs $@ $^

$(PROG): $(CLI_O) $(LIB)
	$(CC) $(CFLAGS) $(LINK.$(PRESET)) -o $@ $^ $(PKG_LIBS)

# ---- tests, fuzzers, benchmarks ---------------------------------------------

$O/tests/%: tests/%.c $(LIB)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -Itests -DDLI_MAY_ALLOC $(CFLAGS) $(LINK.$(PRESET)) -o $@ $< $(LIB) -lcmocka $(PKG_LIBS)

$O/bench/%: bench/%.c $(LIB)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(LINK.$(PRESET)) -o $@ $< $(LIB) $(PKG_LIBS)

$O/tools/%: tools/%.c $(LIB)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(LINK.$(PRESET)) -o $@ $< $(LIB) $(PKG_LIBS)

-include $(wildcard $O/src/*/*.d $O/tests/*/*.d $O/bench/*.d $O/tools/*.d)
