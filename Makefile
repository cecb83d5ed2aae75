# `make deps` provides Apache Arrow C++ and checks for ncursesw; every other target starts with it.
export PKG_CONFIG_PATH := $(CURDIR)/.deps/arrow/lib/pkgconfig:$(PKG_CONFIG_PATH)

.PHONY: deps
deps:
	@.ci/deps.sh
