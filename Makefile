# make run    builds weir and shows it at work on real data; make run ARGS='run my.yaml' runs something else
# make test   builds and runs every test; make sanitize runs those that use threads under the thread sanitizer
# make chaos  breaks workers and engines at random in hundreds of runs; WEIR_CHAOS says how many
# make bench  compares with peers and floors; 'make bench-peers' first installs the Python peers
#
# Every target first does the set-up it needs. `make deps` provides Apache Arrow C++, ncursesw and libyaml; it repeats nothing
# that is done.
export PKG_CONFIG_PATH := $(CURDIR)/.deps/arrow/lib/pkgconfig:$(PKG_CONFIG_PATH)

# A target may import only what it declares, so the arrows between targets hold.
SWIFT_FLAGS := --explicit-target-dependency-import-check error
# A program that is built to be used brings Swift's own libraries with it: it starts sooner, takes less memory, and runs where there is no Swift.
RELEASE_FLAGS := $(SWIFT_FLAGS) --configuration release
ifeq ($(shell uname),Linux)
RELEASE_FLAGS += --static-swift-stdlib -Xswiftc -use-ld=lld
# Of Foundation, FoundationEssentials is all that is used. A package that imports the whole would have it linked in, with 40 MB of ICU's data
# and what it does at every start.
RELEASE_FLAGS += -Xswiftc -Xfrontend -Xswiftc -disable-autolink-library -Xswiftc -Xfrontend -Xswiftc Foundation
# Addresses of a program that may lie anywhere are 2 MB of tables and take memory in each process; packed, a hundredth of that. Known to
# glibc from 2.36 on.
ifeq ($(shell printf '2.36\n%s\n' "$$(getconf GNU_LIBC_VERSION | cut -d ' ' -f 2)" | sort -V | head -n 1),2.36)
RELEASE_FLAGS += -Xlinker -z -Xlinker pack-relative-relocs
endif
endif
ARGS ?= demo

.PHONY: run test chaos sanitize deps build bench bench-peers check-format format clean

run: build
	@.build/release/weir $(ARGS)

test: deps
	swift test $(SWIFT_FLAGS)

# WEIR_CHAOS_SEED repeats what went wrong.
WEIR_CHAOS ?= 300
chaos: deps
	WEIR_CHAOS=$(WEIR_CHAOS) swift test $(SWIFT_FLAGS) --filter ChaosTests

# The thread sanitizer on what uses threads; says nothing of races where there are none. The conformance matrix, which takes minutes without it, is
# left out.
sanitize: deps
	swift test $(SWIFT_FLAGS) --sanitize=thread --scratch-path .build-tsan --skip ConformanceMatrixTests \
	    --filter 'EventsTests|RuntimeTests|ColumnarTests|ComputeTests|CachingTests|FileWatchingTests|HistoryTests'

deps:
	@.ci/deps.sh

build: deps
	swift build $(RELEASE_FLAGS) --product weir
	swift build $(RELEASE_FLAGS) --product WeirFlight

# Compares with peers and with floors within one run: make bench ONLY="planning steps" (of planning, steps, idle, workers, memory, monitor,
# startup, flight, real, tpch, groups).
# Without the Python environment of bench-peers, the real job, Flight, TPC-H and groups are left out. BENCH_QUICK=1 makes it short.
bench: build
	swift build $(RELEASE_FLAGS) --product Benchmarks
	@.build/release/Benchmarks $(ONLY)

# The peers, and the generator of TPC-H's data, of pinned versions, in a Python environment of their own.
bench-peers:
	@command -v python3 >/dev/null || { echo 'bench-peers: python3 is missing' >&2; exit 1; }
	python3 -m venv .build-bench/venv
	.build-bench/venv/bin/pip install --quiet --requirement Tests/Benchmarks/RealJob/Peers/requirements.txt

check-format:
	swift format lint --strict --parallel --recursive Package.swift Sources Tests

format:
	swift format --in-place --parallel --recursive Package.swift Sources Tests

# Leaves .deps, which takes minutes to fetch and depends on nothing here.
clean:
	swift package clean
	rm -rf .build
