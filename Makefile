# Build, test and measure dateline. Plain GNU Make; `make help` lists the targets.
#
# A preset is a compiler and a line of flags, built apart in build/<preset>/.
# Every .c file in a room is in the library: adding one never edits this file.

PRESET ?= release
O      := build/$(PRESET)
G      := build/gen

ifndef V # V=1 shows the commands
.SILENT:
endif

CC.release    := gcc
FLAGS.release := -O3 -g -DNDEBUG -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
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
PKGS := icu-i18n icu-uc uchardet libpsl libcurl zlib libdeflate libbrotlidec libzstd libcrypto libxxhash sqlite3 \
        libmicrohttpd
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS))
PKG_LIBS   := $(shell pkg-config --libs $(PKGS)) -lstemmer -lpthread

CPPFLAGS := -std=c17 -D_GNU_SOURCE -Iinclude -Isrc -I$G $(PKG_CFLAGS)
CFLAGS    = $(FLAGS.$(PRESET)) $(WARN) -fvisibility=hidden -MMD -MP \
            -ffile-prefix-map=$(CURDIR)=. $(EXTRA)
BANNED   := -include src/base/banned.h

LIB_C := $(filter-out src/cli/%,$(sort $(wildcard src/*/*.c)))
CLI_C := $(sort $(wildcard src/cli/*.c))
GEN_C := $(patsubst tools/gen_%.c,$G/%.c,$(filter-out %/gen_manual.c,$(sort $(wildcard tools/gen_*.c))))
LIB_O := $(LIB_C:%.c=$O/%.o) $(GEN_C:%.c=$O/%.o)
CLI_O := $(CLI_C:%.c=$O/%.o)
LIB   := $O/libdateline.a
PROG  := $O/dateline

TEST_C  := $(sort $(wildcard tests/*.c tests/unit/*.c tests/prop/*.c tests/tables/*.c \
                            tests/conformance/*.c tests/quality/*.c tests/web/*.c))
FUZZ_C  := $(sort $(wildcard tests/fuzz/fuzz_*.c))
BENCH_C := $(sort $(wildcard bench/*.c))
TESTS   := $(TEST_C:%.c=$O/%) $(FUZZ_C:%.c=$O/%)
BENCHES := $(BENCH_C:%.c=$O/%)

.PHONY: all rooms help tests check asan tsan cov bench bless format lint tidy install raise-floors web pictures clean
.DELETE_ON_ERROR:
.SECONDARY:

all: rooms $(PROG)

rooms: # a moment; whoever includes across rooms is told at once
	tools/check-rooms

help:
	@sed -n 's/^#: //p' Makefile

#: make                      the program, build/release/dateline
#: make install PREFIX=DIR   program, library, header, pkg-config, manual page, completion
#: make check                everything below that has an answer, in the release build
#: make asan | tsan          the tests again under address+undefined, thread sanitizers
#: make cov                  lines that the tests reach, file by file
#: make bench                speed: name, value, unit
#: make soak                 a store killed 1,000 times, on disks that fail at every call; half an hour
#: make bless CASE=slug      write what dateline says now into a case, to be read
#: make raise-floors         take better scores as the new floors, and what passes off the lists
#: make web | pictures       web/dist from web/ (needs Node 20.19); the pictures of the README
#: make format | lint        clang-format; clang-tidy and the house's own checks
#: make clean                remove build/
#: make NC=no                without the models that were trained on corpora not for commerce
#: V=1 shows the commands, PRESET=asan|tsan|cov builds apart in build/<preset>/

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

EMBEDDED := $(sort $(wildcard src/store/schema/*.sql) $(wildcard web/dist/*) $(wildcard models/*/*.dlm))

# models/*-nc were trained on corpora whose licences forbid commerce: NC=no leaves them out.
NC ?= yes
ifeq ($(NC),no)
EMBEDDED := $(foreach f,$(EMBEDDED),$(if $(findstring -nc/,$f),,$f))
endif

$G/nc-$(NC):
	@mkdir -p $(@D)
	rm -f $G/nc-* && touch $@

$G/embedded.c: $G/tools/gen_embedded $G/nc-$(NC) $(EMBEDDED)
	$< $(EMBEDDED) > $@

.PHONY: embedded
embedded: # what the program would carry in itself
	@printf '%s\n' $(EMBEDDED)

# ---- library and program ----------------------------------------------------

COMPILE = echo "cc $<" && $(CC) $(CPPFLAGS) $1 $(CFLAGS) -c -o $@ $<
LINK    = echo "ld $@" && $(CC) $(CFLAGS) $(LINK.$(PRESET)) -o $@ $(filter %.o %.a,$^) $1 $(PKG_LIBS)

$O/src/base/%.o: src/base/%.c
	@mkdir -p $(@D)
	$(call COMPILE,-DDLI_MAY_ALLOC $(BANNED))

$O/src/%.o: src/%.c | $(GEN_C)
	@mkdir -p $(@D)
	$(call COMPILE,$(BANNED))

$O/$G/%.o: $G/%.c
	@mkdir -p $(@D)
	$(call COMPILE)

$(LIB): $(LIB_O)
	rm -f $@ && ar rcs $@ $^

$(PROG): $(CLI_O) $(LIB)
	$(call LINK)

# ---- tests, fuzzers, benchmarks ---------------------------------------------

tests: $(PROG) $(TESTS)

# A fuzz target is no program by itself: libFuzzer runs it on what it makes up, replay.c
# on inputs that were kept.
build/fuzz/tests/fuzz/fuzz_%: tests/fuzz/fuzz_%.c build/fuzz/libdateline.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -Itests -DDLI_MAY_ALLOC $(CFLAGS) -fsanitize=fuzzer -o $@ $< $(LIB) $(PKG_LIBS)

.PHONY: fuzz
fuzz:
	$(MAKE) PRESET=fuzz build/fuzz/tests/fuzz/fuzz_$(ROOM)
	@mkdir -p build/corpus/$(ROOM)
	build/fuzz/tests/fuzz/fuzz_$(ROOM) -timeout=20 -rss_limit_mb=3000 -artifact_prefix=build/corpus/ \
	    $(addprefix -dict=,$(wildcard tests/fuzz/$(ROOM).dict)) $(FUZZ_ARGS) \
	    build/corpus/$(ROOM) $(wildcard tests/fuzz/kept/$(ROOM))

$O/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(call COMPILE,-Itests -DDLI_MAY_ALLOC)

$O/tests/fuzz/fuzz_%: $O/tests/fuzz/fuzz_%.o $O/tests/fuzz/replay.o $(LIB)
	$(call LINK)

$O/tests/%: $O/tests/%.o $(LIB)
	$(call LINK,-lcmocka -lm)

# What a trainer or the run script needs of the program's own code.
$O/tools/%.o: tools/%.c
	@mkdir -p $(@D)
	$(call COMPILE)

$O/tools/%: $O/tools/%.o $(LIB)
	$(call LINK,-lm)

$O/bench/%.o: bench/%.c
	@mkdir -p $(@D)
	$(call COMPILE,-Itests)

$O/bench/%: $O/bench/%.o $(LIB)
	$(call LINK)

check:
	$(MAKE) WERROR=-Werror all tests
	tests/run release

asan tsan:
	$(MAKE) PRESET=$@ WERROR=-Werror all tests
	tests/run $@

cov:
	$(MAKE) PRESET=cov all tests
	-LLVM_PROFILE_FILE=$(CURDIR)/build/cov/profile/%4m.profraw \
	    tests/run cov:unit,table,case,prop,fuzz,cli
	llvm-profdata-14 merge -sparse -o build/cov/profile.data build/cov/profile/*.profraw
	llvm-cov-14 report build/cov/dateline $(patsubst %,-object build/cov/%,$(TEST_C:%.c=%)) \
	    -instr-profile build/cov/profile.data src

bench: $(BENCHES)
	bench/run $O

.PHONY: soak
soak: tests $(PROG)
	$O/tests/prop/store_kill 1000
	$O/tests/prop/store_faults 1 2000
	$O/tests/prop/store_memory 1
	bench/run $O | grep '^store'

bless: $O/tests/run_cases
	$< --bless tests/cases/$(or $(CASE),$(error say which: make bless CASE=slug))

raise-floors: $(PROG) tests
	tools/shrink-lists
	tests/quality/run --raise
	tests/quality/speed --raise

# ---- the web page -------------------------------------------------------------

web/node_modules/.dateline: web/package-lock.json
	cd web && npm ci --ignore-scripts --no-audit --no-fund
	touch $@

web: web/node_modules/.dateline
	cd web && npm run build

PICTURED := today-light statement-light incidents-dark chains-light

pictures: tests web/node_modules/.dateline
	PICTURES=build/pictures tests/web/run $O build/suites
	mkdir -p docs/pictures
	cp $(PICTURED:%=build/pictures/%.png) docs/pictures

# ---- format and lint ----------------------------------------------------------

C_FILES := $(sort $(wildcard include/*.h src/*/*.[ch] tests/*.[ch] tests/*/*.[ch] bench/*.[ch] tools/*.[ch]))

format:
	clang-format-14 -i $(C_FILES)

lint: all
	tests/lint.sh | tools/tally

tidy: $(LIB_C:src/%.c=build/tidy/%.ok) $(CLI_C:src/%.c=build/tidy/%.ok)

# The object stands for all headers that it was made from.
build/tidy/%.ok: src/%.c $O/src/%.o .clang-tidy
	@mkdir -p $(@D)
	clang-tidy-14 --quiet $< -- $(CPPFLAGS) $(BANNED) -DDLI_MAY_ALLOC 2>/dev/null
	touch $@

# ---- manual, install ------------------------------------------------------------

DEFS := $(wildcard src/cli/*.def src/view/*.def) src/cli/cli.h include/dateline.h src/base/limits.h

$G/tools/gen_manual: tools/gen_manual.c $(DEFS)
	@mkdir -p $(@D)
	gcc -std=c17 -D_GNU_SOURCE -O1 -Wall -Wextra -Iinclude -Isrc -o $@ $<

build/dateline.1: $G/tools/gen_manual docs/dateline.1.in src/cli/cli.h include/dateline.h src/base/limits.h
	$^ > $@

build/dateline.bash: $G/tools/gen_manual
	$< -c > $@

build/dateline.pc: include/dateline.h Makefile
	{ echo "prefix=$(PREFIX)" && echo "Name: dateline" && \
	  echo "Description: news pages to items, who said what, and what happened" && \
	  sed -n 's/^#define DL_VERSION "\(.*\)"/Version: \1/p' include/dateline.h && \
	  echo "Requires: $(PKGS)" && \
	  echo "Libs: -L\$${prefix}/lib -ldateline -lstemmer -lpthread" && \
	  echo "Cflags: -I\$${prefix}/include"; } > $@

PREFIX ?= /usr/local

install: all build/dateline.1 build/dateline.bash build/dateline.pc
	install -Dm755 $(PROG) $(DESTDIR)$(PREFIX)/bin/dateline
	install -Dm644 $(LIB) $(DESTDIR)$(PREFIX)/lib/libdateline.a
	install -Dm644 include/dateline.h $(DESTDIR)$(PREFIX)/include/dateline.h
	install -Dm644 build/dateline.pc $(DESTDIR)$(PREFIX)/lib/pkgconfig/dateline.pc
	install -Dm644 build/dateline.1 $(DESTDIR)$(PREFIX)/share/man/man1/dateline.1
	install -Dm644 build/dateline.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/dateline

clean:
	rm -rf build

-include $(wildcard $O/tools/*.d $O/src/*/*.d $O/$G/*.d $O/tests/*.d $O/tests/*/*.d $O/bench/*.d)
