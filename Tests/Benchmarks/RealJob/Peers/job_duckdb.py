"""The real job in DuckDB: job_duckdb.py FOLDER FORMAT SIZE."""

import sys

import duckdb

folder, form, size = sys.argv[1:]
scan = "read_parquet" if form == "parquet" else "read_csv"
result = duckdb.sql(
    f"""
    with spending as (
        select cust_id, sum(amount) as total, avg(amount) as mean, count(amount) as n
        from {scan}('{folder}/orders_{size}.{form}') where amount >= 50 group by cust_id
    )
    select cust_id, total, mean, n, score
    from spending join {scan}('{folder}/customers.{form}') using (cust_id)
    """
).fetchnumpy()
print(len(result["total"]), round(float(result["total"].sum()), 2))
