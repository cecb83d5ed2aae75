#!/usr/bin/env bash
# Provides what the build needs and SwiftPM cannot fetch: Apache Arrow C++, the headers of ncursesw and libyaml, and the ADBC drivers of
# databases; and what a run loads when it needs it: LAPACK.
#
# An Arrow that pkg-config already finds is used as it is. Otherwise the pinned wheel of .ci/deps/arrow.txt is laid out
# in $WEIR_DEPS/arrow (default: .deps/arrow) as lib, include and lib/pkgconfig; .ci/deps/layout.sh says how. A stamp
# makes repeated calls free, and notices a changed pin and a moved folder (the libraries carry absolute paths).
#
# The drivers of SQLite and DuckDB are laid out in $WEIR_DEPS/drivers; DRIVERS="postgresql spark" adds those.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
deps=${WEIR_DEPS:-$root/.deps}
os=$(uname -s)
lacking=0

say() { printf 'deps: %s\n' "$*"; }
lack() { printf 'deps: %s\n' "$*" >&2; lacking=1; }
have() { command -v "$1" >/dev/null 2>&1; }

# The remedy of an unmet need, in the words of the machine's package manager.
remedy() {  # remedy APT-PACKAGES BREW-PACKAGES
    if [ "$os" = Darwin ]; then echo "brew install $2"; else echo "apt-get install $1"; fi
}

# A system Arrow: found by pkg-config, and not the one that this script laid out.
system_arrow() {
    have pkg-config || return 1
    pkg-config --exists 'arrow-dataset >= 21' parquet arrow-flight || return 1
    [ "$(pkg-config --variable=prefix arrow)" != "$deps/arrow" ]
}

# LAPACK is a part of macOS; elsewhere the dynamic linker must find it.
has_lapack() {
    [ "$os" = Darwin ] && return 0
    case "$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null)" in
        *liblapack.so.3*) return 0 ;;
        *) return 1 ;;
    esac
}

# On Debian, root can simply be given the missing packages.
install_missing() {
    [ "$(id -u)" = 0 ] && [ -f /etc/debian_version ] && have apt-get || return 0
    local packages=()
    have pkg-config || packages+=(pkg-config)
    { have pkg-config && pkg-config --exists ncursesw; } || packages+=(libncurses-dev)
    { have pkg-config && pkg-config --exists yaml-0.1; } || packages+=(libyaml-dev)
    has_lapack || packages+=(liblapack3)
    if { ! laid_out && ! system_arrow; } || lacks_drivers; then
        have python3 || packages+=(python3)
        python3 -m pip --version >/dev/null 2>&1 || packages+=(python3-pip)
    fi
    if lacks_drivers; then have nm || packages+=(binutils); fi
    [ ${#packages[@]} -gt 0 ] || return 0
    say "installing ${packages[*]}"
    local log
    log=$(mktemp)
    if ! { apt-get update -q && DEBIAN_FRONTEND=noninteractive \
            apt-get install -q -y --no-install-recommends "${packages[@]}"; } >"$log" 2>&1; then
        tail -5 "$log" >&2
        say "apt-get could not install ${packages[*]}"
    fi
    rm -f "$log"
}

arch=$(uname -m)
mkdir -p "$deps"
deps=$(cd "$deps" && pwd -P)
stamp="$deps/arrow $arch $(cat "$root"/.ci/deps/{arrow.txt,layout.sh} | cksum)"
laid_out() { [ "$(cat "$deps/arrow/stamp" 2>/dev/null)" = "$stamp" ]; }

# The drivers to lay out. On macOS they come from elsewhere: README, "Databases".
drivers=()
[ "$os" = Darwin ] || read -ra drivers <<<"sqlite duckdb ${DRIVERS:-}"
driver_stamp() {  # driver_stamp NAME
    echo "$deps/drivers/$1 $arch $(cat "$root/.ci/deps/driver.sh" "$root/.ci/deps/drivers/$1.txt" | cksum)"
}
driver_laid_out() {  # driver_laid_out NAME
    [ -f "$deps/drivers/$1.toml" ] && [ "$(cat "$deps/drivers/$1/stamp" 2>/dev/null)" = "$(driver_stamp "$1")" ]
}
lacks_drivers() {
    local name
    for name in ${drivers[@]+"${drivers[@]}"}; do driver_laid_out "$name" || return 0; done
    return 1
}
for name in ${drivers[@]+"${drivers[@]}"}; do
    if ! [[ "$name" =~ ^[a-z]+$ && -f "$root/.ci/deps/drivers/$name.txt" ]]; then
        lack "there is no driver '$name' in DRIVERS; there are: $(cd "$root/.ci/deps/drivers" && echo *.txt | sed 's/\.txt//g')"
        exit 1
    fi
done

install_missing

have swift || lack "swift is not on the PATH; install Swift 6.2 or newer from https://www.swift.org/install"
if ! have pkg-config; then
    lack "pkg-config is missing; $(remedy pkg-config pkgconf)"
else
    pkg-config --exists ncursesw || lack "the headers of ncursesw are missing; $(remedy libncurses-dev ncurses)"
    pkg-config --exists yaml-0.1 || lack "the headers of libyaml are missing; $(remedy libyaml-dev libyaml)"
fi

has_lapack || lack "LAPACK (liblapack.so.3) is missing; $(remedy liblapack3 lapack)"

needs_arrow=yes
if laid_out || system_arrow; then needs_arrow=no; fi
if [ $needs_arrow = yes ] && [ "$os" = Darwin ]; then
    lack "Apache Arrow C++ is missing; brew install apache-arrow"
    exit 1
fi
if [ $needs_arrow = yes ] || lacks_drivers; then
    if ! have python3; then
        lack "python3 is missing, and fetches Apache Arrow and drivers; $(remedy 'python3 python3-pip' python)"
    elif ! python3 -m pip --version >/dev/null 2>&1; then
        lack "pip is missing, and fetches Apache Arrow and drivers; $(remedy python3-pip python)"
    fi
    case $arch in
        x86_64 | aarch64) ;;
        *) lack "there are no wheels for $arch; install Apache Arrow C++ 21 or newer so that pkg-config finds arrow-dataset and arrow-flight" ;;
    esac
fi
if lacks_drivers; then
    have nm || lack "nm is missing, and fits DuckDB's library; $(remedy binutils binutils)"
    have cc || have clang || lack "a C compiler is missing, and fits DuckDB's library; it comes with Swift"
fi
[ $lacking = 0 ] || exit 1

if [ $needs_arrow = yes ]; then
    "$root/.ci/deps/layout.sh" "$root/.ci/deps/arrow.txt" "$deps" "$arch" "$stamp"
fi
mkdir -p "$deps/drivers"
for name in ${drivers[@]+"${drivers[@]}"}; do
    driver_laid_out "$name" && continue
    "$root/.ci/deps/driver.sh" "$name" "$root/.ci/deps/drivers/$name.txt" "$deps" "$arch" "$(driver_stamp "$name")"
done
