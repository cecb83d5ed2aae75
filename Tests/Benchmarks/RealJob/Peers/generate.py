"""Makes the data of the real job, once: generate.py FOLDER. About 180 MB; the same in every run."""

import pathlib
import sys

import numpy
import pyarrow
import pyarrow.csv
import pyarrow.parquet

CUSTOMERS = 50_000
SIZES = {"1m": 1_000_000, "5m": 5_000_000}


def write(table, stem):
    pyarrow.parquet.write_table(table, stem.with_suffix(".parquet"))
    pyarrow.csv.write_csv(table, stem.with_suffix(".csv"))


def main():
    folder = pathlib.Path(sys.argv[1])
    done = folder / "complete"
    if done.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    random = numpy.random.default_rng(20260101)
    regions = numpy.array(["east", "north", "south", "west"])
    customers = {
        "cust_id": numpy.arange(CUSTOMERS),
        "region": regions[random.integers(0, len(regions), CUSTOMERS)],
        "score": random.random(CUSTOMERS),
    }
    write(pyarrow.table(customers), folder / "customers")
    for name, rows in SIZES.items():
        orders = {
            "order_id": numpy.arange(rows),
            "cust_id": random.integers(0, CUSTOMERS, rows),
            "amount": random.gamma(2.0, 50.0, rows).round(2),
            "qty": random.integers(1, 10, rows),
        }
        write(pyarrow.table(orders), folder / f"orders_{name}")
    done.touch()


main()
