"""A query of TPC-H in DuckDB's own module, as the plan beside it puts it: tpch_duckdb.py DATA QUERY OUTPUT."""

import sys

import duckdb

data, query, output = sys.argv[1:]
price = "l_extendedprice::double * (1 - l_discount::double)"
queries = {
    "q1": f"""
        select l_returnflag, l_linestatus, sum(l_quantity::double), sum(l_extendedprice::double), sum({price}),
            sum({price} * (1 + l_tax::double)), avg(l_quantity::double), avg(l_extendedprice::double), avg(l_discount::double), count(*)
        from lineitem where l_shipdate <= '1998-09-02' group by 1, 2 order by 1, 2""",
    "q3": f"""
        select l_orderkey, sum({price}) as revenue, o_orderdate, o_shippriority
        from customer join orders on c_custkey = o_custkey join lineitem on l_orderkey = o_orderkey
        where c_mktsegment = 'BUILDING' and o_orderdate < '1995-03-15' and l_shipdate > '1995-03-15'
        group by l_orderkey, o_orderdate, o_shippriority order by revenue desc, l_orderkey limit 10""",
    "q4": """
        select o_orderpriority, count(*) from orders where o_orderdate >= '1993-07-01' and o_orderdate < '1993-10-01'
            and exists (select 1 from lineitem where l_orderkey = o_orderkey and l_commitdate < l_receiptdate)
        group by 1 order by 1""",
    "q6": """
        select l_linestatus, sum(l_extendedprice::double * l_discount::double) from lineitem
        where l_shipdate >= '1994-01-01' and l_shipdate < '1995-01-01' and l_discount between 0.05 and 0.07 and l_quantity < 24
        group by 1""",
    "q11": """
        with stock as (
            select ps_partkey, sum(ps_supplycost::double * ps_availqty) as value
            from partsupp join supplier on ps_suppkey = s_suppkey join nation on s_nationkey = n_nationkey
            where n_name = 'GERMANY' group by 1)
        select * from stock where value > (select sum(value) * 0.0001 from stock) order by value desc, ps_partkey""",
    "q13": """
        select n, count(*) as customers from (
            select count(*) as n from orders where o_comment not like '%special%requests%' group by o_custkey)
        group by n order by customers desc, n desc""",
    "q15": f"""
        select l_suppkey, s_name, s_address, s_phone, revenue from (
            select l_suppkey, sum({price}) as revenue from lineitem
            where l_shipdate >= '1996-01-01' and l_shipdate < '1996-04-01' group by 1 order by 2 desc limit 1)
        join supplier on l_suppkey = s_suppkey""",
    "q18": """
        select c_name, o_custkey, l_orderkey, o_orderdate, o_totalprice::double, quantity from (
            select l_orderkey, sum(l_quantity::double) as quantity from lineitem group by 1 having quantity > 300)
        join orders on l_orderkey = o_orderkey join customer on o_custkey = c_custkey order by o_orderkey""",
}
for table in ["lineitem", "orders", "customer", "part", "partsupp", "supplier", "nation"]:
    duckdb.sql(f"create view {table} as select * from '{data}/{table}.parquet'")
duckdb.sql(f"copy ({queries[query]}) to '{output}' (format csv, header)")
