"""The real job in polars, each call at once: job_polars.py FOLDER FORMAT SIZE."""

import sys

import polars


def read(path, columns):
    if path.endswith(".parquet"):
        return polars.read_parquet(path, columns=columns)
    return polars.read_csv(path, columns=columns)


folder, form, size = sys.argv[1:]
orders = read(f"{folder}/orders_{size}.{form}", ["cust_id", "amount"])
customers = read(f"{folder}/customers.{form}", ["cust_id", "score"])
amount = polars.col("amount")
spending = orders.filter(amount >= 50).group_by("cust_id").agg(total=amount.sum(), mean=amount.mean(), n=amount.count())
result = spending.join(customers, on="cust_id")
print(result.height, round(result["total"].sum(), 2))
