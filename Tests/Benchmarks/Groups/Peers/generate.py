"""Writes events.parquet (ROWS rows) and prices.parquet (a tenth as many), the same for the same number of rows."""
import sys

import numpy
import pyarrow
import pyarrow.parquet

folder, rows = sys.argv[1], int(sys.argv[2])
random = numpy.random.default_rng(7)


def some(values, share=0.1):
    return pyarrow.array(values, mask=random.random(len(values)) < share)


towns = numpy.array([f"town {number:04d}" for number in range(1000)])
kinds = numpy.array(list("abcdefgh"))
start = 1_700_000_000_000_000
moments = pyarrow.timestamp("us", tz="UTC")
events = pyarrow.table({
    "id": numpy.arange(rows),
    "town": towns[random.integers(0, len(towns), rows)],
    "kind": kinds[random.integers(0, len(kinds), rows)],
    "user": random.integers(0, 50_000, rows),
    # Within a month, each another millisecond, in no order.
    "at": pyarrow.array(start + random.permutation(rows) * (30 * 86_400_000 // rows) * 1000, moments),
    "x": some(numpy.round(random.normal(100, 25, rows), 3)),
    "y": random.normal(0, 1, rows),
    "n": some(random.integers(-1000, 1000, rows)),
    "m": random.integers(-1000, 1000, rows),
    "lat": random.uniform(-60, 60, rows),
    "lon": random.uniform(-180, 180, rows),
    "lat2": random.uniform(-60, 60, rows),
    "lon2": random.uniform(-180, 180, rows),
})
pyarrow.parquet.write_table(events, f"{folder}/events.parquet", compression="snappy")
count = rows // 10
prices = pyarrow.table({
    "town": towns[random.integers(0, len(towns), count)],
    "at": pyarrow.array(numpy.sort(start + random.integers(0, 30 * 86_400_000, count) * 1000), moments),
    "price": numpy.round(random.uniform(1, 9, count), 2),
})
pyarrow.parquet.write_table(prices, f"{folder}/prices.parquet", compression="snappy")
