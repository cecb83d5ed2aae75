"""Prints of a result file what the jobs print of theirs, rows and the sum of the totals: result.py FILE."""

import sys

import pyarrow.compute
import pyarrow.csv

result = pyarrow.csv.read_csv(sys.argv[1])
print(result.num_rows, round(pyarrow.compute.sum(result["total"]).as_py(), 2))
