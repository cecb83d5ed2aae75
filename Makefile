# make run    builds weir and shows it at work on real data; make run ARGS='run my.yaml' runs something else
# make test   builds and runs every test
#
# Every target first does the set-up it needs. `make deps` provides Apache Arrow C++ and checks for ncursesw; it repeats nothing
# that is done.
export PKG_CONFIG_PATH := $(CURDIR)/.deps/arrow/lib/pkgconfig:$(PKG_CONFIG_PATH)

# A target may import only what it declares, so the arrows between targets hold.
SWIFT_FLAGS := --explicit-target-dependency-import-check error
ARGS ?= demo

.PHONY: run test deps build bench check-format format clean

run: build
	@.build/release/weir $(ARGS)

test: deps
	swift test $(SWIFT_FLAGS)

deps:
	@.ci/deps.sh

build: deps
	swift build $(SWIFT_FLAGS) --configuration release --product weir

# Compares with peers and with floors within one run; ONLY="planning steps" runs some sections.
bench: build
	swift run --configuration release Benchmarks $(ONLY)

check-format:
	swift format lint --strict --parallel --recursive Package.swift Sources Tests

format:
	swift format --in-place --parallel --recursive Package.swift Sources Tests

# Leaves .deps, which takes minutes to fetch and depends on nothing here.
clean:
	swift package clean
	rm -rf .build
