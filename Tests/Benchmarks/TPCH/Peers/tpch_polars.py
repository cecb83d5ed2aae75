"""A query of TPC-H in lazy polars, as the plan beside it puts it: tpch_polars.py DATA QUERY OUTPUT."""

import sys
from datetime import date

import polars as pl
from polars import col

data, query, output = sys.argv[1:]


def scan(table, *floats):
    return pl.scan_parquet(f"{data}/{table}.parquet").with_columns([col(name).cast(pl.Float64) for name in floats])


lines = scan("lineitem", "l_quantity", "l_extendedprice", "l_discount", "l_tax")
orders = scan("orders", "o_totalprice")
price = col("l_extendedprice") * (1 - col("l_discount"))


def q1():
    return (
        lines.filter(col("l_shipdate") <= date(1998, 9, 2))
        .group_by("l_returnflag", "l_linestatus")
        .agg(
            quantity=col("l_quantity").sum(), base=col("l_extendedprice").sum(), price=price.sum(),
            charge=(price * (1 + col("l_tax"))).sum(), mean_quantity=col("l_quantity").mean(),
            mean_price=col("l_extendedprice").mean(), mean_discount=col("l_discount").mean(), n=pl.len(),
        )
        .sort("l_returnflag", "l_linestatus")
    )


def q3():
    chosen = orders.filter(col("o_orderdate") < date(1995, 3, 15)).join(
        scan("customer").filter(col("c_mktsegment") == "BUILDING"), left_on="o_custkey", right_on="c_custkey", how="semi")
    return (
        lines.filter(col("l_shipdate") > date(1995, 3, 15))
        .join(chosen, left_on="l_orderkey", right_on="o_orderkey")
        .group_by("l_orderkey", "o_orderdate", "o_shippriority")
        .agg(revenue=price.sum())
        .sort(["revenue", "l_orderkey"], descending=[True, False])
        .head(10)
        .select("l_orderkey", "revenue", "o_orderdate", "o_shippriority")
    )


def q4():
    late = lines.filter(col("l_commitdate") < col("l_receiptdate"))
    return (
        orders.filter(col("o_orderdate").is_between(date(1993, 7, 1), date(1993, 10, 1), closed="left"))
        .join(late, left_on="o_orderkey", right_on="l_orderkey", how="semi")
        .group_by("o_orderpriority").agg(n=pl.len()).sort("o_orderpriority")
    )


def q6():
    return (
        lines.filter(
            col("l_shipdate").is_between(date(1994, 1, 1), date(1995, 1, 1), closed="left"),
            col("l_discount").is_between(0.05, 0.07), col("l_quantity") < 24,
        )
        .group_by("l_linestatus").agg(revenue=(col("l_extendedprice") * col("l_discount")).sum())
    )


def q11():
    german = scan("supplier").join(
        scan("nation").filter(col("n_name") == "GERMANY"), left_on="s_nationkey", right_on="n_nationkey", how="semi")
    stock = (
        scan("partsupp", "ps_supplycost")
        .join(german, left_on="ps_suppkey", right_on="s_suppkey", how="semi")
        .group_by("ps_partkey").agg(value=(col("ps_supplycost") * col("ps_availqty")).sum())
    )
    return stock.filter(col("value") > col("value").sum() * 0.0001).sort(["value", "ps_partkey"], descending=[True, False])


def q13():
    return (
        orders.filter(~col("o_comment").str.contains("special.*requests"))
        .group_by("o_custkey").agg(n=pl.len())
        .group_by("n").agg(customers=pl.len()).sort(["customers", "n"], descending=True)
    )


def q15():
    best = (
        lines.filter(col("l_shipdate").is_between(date(1996, 1, 1), date(1996, 4, 1), closed="left"))
        .group_by("l_suppkey").agg(revenue=price.sum()).sort("revenue", descending=True).head(1)
    )
    return best.join(scan("supplier"), left_on="l_suppkey", right_on="s_suppkey").select(
        "l_suppkey", "s_name", "s_address", "s_phone", "revenue")


def q18():
    large = lines.group_by("l_orderkey").agg(quantity=col("l_quantity").sum()).filter(col("quantity") > 300)
    return (
        large.join(orders, left_on="l_orderkey", right_on="o_orderkey")
        .join(scan("customer"), left_on="o_custkey", right_on="c_custkey")
        .select("c_name", "o_custkey", "l_orderkey", "o_orderdate", "o_totalprice", "quantity")
    )


globals()[query]().collect().write_csv(output)
