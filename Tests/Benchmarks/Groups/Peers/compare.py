"""Says how two Arrow files differ; nothing: the same rows in the same order, numbers within 1e-9, nulls alike."""
import sys

import numpy
import pyarrow
import pyarrow.compute as compute


def read(path):
    with pyarrow.memory_map(path) as file:
        try:
            return pyarrow.ipc.open_file(file).read_all()
        except pyarrow.ArrowInvalid:
            return pyarrow.ipc.open_stream(file).read_all()


a, b = read(sys.argv[1]), read(sys.argv[2])
isSorted = len(sys.argv) > 3
if (a.num_rows, a.num_columns) != (b.num_rows, b.num_columns):
    sys.exit(f"{a.num_rows} x {a.num_columns} and {b.num_rows} x {b.num_columns}")
for left, right, name in zip(a.columns, b.columns, a.column_names):
    left, right = left.combine_chunks(), right.combine_chunks()
    if isinstance(left, pyarrow.ChunkedArray):
        left, right = pyarrow.concat_arrays(left.chunks), pyarrow.concat_arrays(right.chunks)
    if pyarrow.types.is_floating(left.type) or pyarrow.types.is_floating(right.type):
        # NaN stands for null with pandas.
        left = numpy.asarray(compute.fill_null(left.cast("float64"), numpy.nan))
        right = numpy.asarray(compute.fill_null(right.cast("float64"), numpy.nan))
        fits = numpy.isclose(left, right, rtol=1e-9, atol=1e-9, equal_nan=True)
    elif pyarrow.types.is_temporal(left.type) or pyarrow.types.is_integer(left.type) or pyarrow.types.is_boolean(left.type):
        left, right = (column.cast("int64") if not pyarrow.types.is_boolean(column.type) else column.cast("int8").cast("int64")
                       for column in (left, right))
        fits = numpy.asarray(compute.fill_null(left, -99)) == numpy.asarray(compute.fill_null(right, -99))
    else:
        fits = numpy.asarray(compute.equal(left.cast("string"), right.cast("string")).fill_null(False)) | (
            numpy.asarray(left.is_null()) & numpy.asarray(right.is_null()))
    if not fits.all():
        row = int(numpy.flatnonzero(~fits)[0])
        sys.exit(f"{name}: {int((~fits).sum())} rows differ, the first is {row}: {left[row]} and {right[row]}")
