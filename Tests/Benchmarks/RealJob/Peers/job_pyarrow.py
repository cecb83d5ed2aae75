"""The real job in pyarrow: job_pyarrow.py FOLDER FORMAT SIZE."""

import sys

import pyarrow.compute as compute


def read(path, columns):
    if path.endswith(".parquet"):
        import pyarrow.parquet

        return pyarrow.parquet.read_table(path, columns=columns)
    import pyarrow.csv

    return pyarrow.csv.read_csv(path, convert_options=pyarrow.csv.ConvertOptions(include_columns=columns))


folder, form, size = sys.argv[1:]
orders = read(f"{folder}/orders_{size}.{form}", ["cust_id", "amount"])
customers = read(f"{folder}/customers.{form}", ["cust_id", "score"])
large = orders.filter(compute.greater_equal(orders["amount"], 50))
spending = large.group_by("cust_id").aggregate([("amount", "sum"), ("amount", "mean"), ("amount", "count")])
spending = spending.rename_columns({"amount_sum": "total", "amount_mean": "mean", "amount_count": "n"})
result = spending.join(customers, "cust_id", join_type="inner")
print(result.num_rows, round(compute.sum(result["total"]).as_py(), 2))
