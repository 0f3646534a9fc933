# mulu: `make site` builds the program and the example site, `make test` tests everything.
# Objects live under build/<flavour>/; a flavour is a set of compiler flags.

FLAVOUR  ?= release
CC       ?= cc
BUILD    := build/$(FLAVOUR)
PACKAGES := libcmark-gfm yaml-0.1 libgit2 lua5.4 jansson libpcre2-8 xlsxwriter libcrypto libzip expat zlib

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
            -Wwrite-strings -Wformat=2 -Wvla -Wconversion -Wno-sign-conversion
CFLAGS_release  := -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong
CFLAGS_asan     := -DMULU_LUA_STEPS=8000000 -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
CFLAGS_tsan     := -DMULU_LUA_STEPS=8000000 -O1 -g -fsanitize=thread
CFLAGS_coverage := -DMULU_LUA_STEPS=50000000 -O0 -g --coverage -fprofile-abs-path
CFLAGS_torture  := $(CFLAGS_asan) -DMULU_HOSTILE
CFLAGS_mutation := -O1 -g -DMULU_MUTATION

CPPFLAGS += -Igenerator -D_GNU_SOURCE
CFLAGS   += -std=c17 $(WARNINGS) $(CFLAGS_$(FLAVOUR)) -pthread
LDFLAGS  += -Wl,--as-needed
LDLIBS   += -lm -pthread
# `make V=1` shows whole commands
Q := $(if $(V),,@)
say = $(if $(V),,@echo '  $(1)')
# asked only when something is compiled, so that `make help` works on a bare machine
LIBRARY_CFLAGS = $(eval LIBRARY_CFLAGS := $$(shell pkg-config --cflags $(PACKAGES)))$(LIBRARY_CFLAGS)
LIBRARY_LIBS   = $(eval LIBRARY_LIBS := $$(shell pkg-config --libs $(PACKAGES)))$(LIBRARY_LIBS)

SOURCES := $(filter-out generator/main.c,$(wildcard generator/*/*.c))
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o)
UNITS   := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/unit/*/*.c))
THREADS := $(patsubst tests/threads/%.c,$(BUILD)/tests/threads/%,$(wildcard tests/threads/*.c))

.PHONY: all help site setup test check unit golden guard cli history calendar asan tsan torture coverage mutation fuzz \
        browser clean install program unit-program thread-programs calendar-program

all: build/mulu ## build the program as build/mulu

help: ## list what make can do
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | sort | expand -t 12

site: setup ## install what is missing, build mulu and the example site, with its history, into public/
	@$(MAKE) --no-print-directory -j$$(nproc) build/mulu
	@scripts/agency build/agency
	build/mulu build --root build/agency/main --out public

setup: ## install the Debian packages that building needs
	@scripts/setup build

test: ## everything: what CI runs
	@scripts/setup test
	@scripts/test all

check: build/mulu ## the quick loop: unit tests, golden cases and guards, under a minute
	@scripts/test quick

build/mulu: $(BUILD)/mulu
	@ln -sf $(FLAVOUR)/mulu $@

$(BUILD)/mulu: $(BUILD)/generator/main.o $(OBJECTS)
	$(call say,link  $@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBRARY_LIBS) $(LDLIBS)

$(BUILD)/unit: $(OBJECTS) $(UNITS)
	$(call say,link  $@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBRARY_LIBS) -lcriterion $(LDLIBS)

$(BUILD)/tests/%: tests/%.c $(OBJECTS)
	@mkdir -p $(@D)
	$(call say,link  $@)
	$(Q)$(CC) $(CPPFLAGS) $(LIBRARY_CFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBRARY_LIBS) $(LDLIBS)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,cc    $<)
	$(Q)$(CC) $(CPPFLAGS) $(LIBRARY_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

program: $(BUILD)/mulu
unit-program: $(BUILD)/unit
thread-programs: $(THREADS)
calendar-program: $(BUILD)/tests/calendar/terms

unit golden guard cli history calendar asan tsan torture coverage mutation fuzz browser: ## one suite alone
	@scripts/test $@

clean: ## remove everything that was built
	rm -rf build public .mulu

install: build/mulu ## install the program and the default theme below PREFIX
	install -D build/mulu $(DESTDIR)$(PREFIX)/bin/mulu
	mkdir -p $(DESTDIR)$(PREFIX)/share/mulu
	cp -r themes $(DESTDIR)$(PREFIX)/share/mulu/

PREFIX ?= /usr/local
-include $(OBJECTS:.o=.d) $(UNITS:.o=.d) $(BUILD)/generator/main.d
