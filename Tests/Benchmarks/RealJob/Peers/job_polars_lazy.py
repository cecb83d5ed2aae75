"""The real job in polars, as one query that it optimizes: job_polars_lazy.py FOLDER FORMAT SIZE."""

import sys

import polars


folder, form, size = sys.argv[1:]
scan = polars.scan_parquet if form == "parquet" else polars.scan_csv
amount = polars.col("amount")
spending = (
    scan(f"{folder}/orders_{size}.{form}")
    .filter(amount >= 50)
    .group_by("cust_id")
    .agg(total=amount.sum(), mean=amount.mean(), n=amount.count())
)
customers = scan(f"{folder}/customers.{form}").select("cust_id", "score")
result = spending.join(customers, on="cust_id").collect()
print(result.height, round(result["total"].sum(), 2))
