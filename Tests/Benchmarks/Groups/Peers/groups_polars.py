"""One feature group over a month of events in lazy polars: reads Parquet, writes an Arrow file, prints the seconds between."""
import sys
import time

import polars as pl

name, folder, output = sys.argv[1:]
col = pl.col
hour = 3_600_000_000


def haversine():
    a, b = col("lat").radians(), col("lat2").radians()
    h = ((b - a) / 2).sin() ** 2 + a.cos() * b.cos() * ((col("lon2") - col("lon")).radians() / 2).sin() ** 2
    return 2 * 6371.0088 * h.sqrt().arcsin()


def along(expression):
    """Of each user in the order of time."""
    return expression.over("user", order_by="at")


def quantile_bins(bins):
    edges = [col("y").quantile(number / bins, "linear") for number in range(1, bins)]
    return sum((col("y") >= edge).cast(pl.Int64) for edge in edges)


ROWS = {
    "aggregated": col("x").mean().over("town"),
    "percentile": col("x").quantile(0.9, "linear").over("town"),
    "imputed": col("x").fill_null(col("x").mean().over("town")),
    "imputed, ffill": along(col("x").forward_fill()),
    "scaled": (col("x") - col("x").mean()) / col("x").std(ddof=0),
    "scaled, robust": (col("x") - col("x").median())
    / (col("x").quantile(0.75, "linear") - col("x").quantile(0.25, "linear")),
    "encoded, label": col("town").rank("dense").cast(pl.Int64) - 1,
    "binned, equal count": quantile_bins(10),
    "window, rows": along(col("y").rolling_sum(10, min_samples=1)),
    "window, cumulative": along(col("m").cum_sum()),
    "window, whole partition": col("y").max().over("user"),
    "rank": col("y").rank("min").over("town").cast(pl.Int64),
    "rank, row_number": along(pl.int_range(1, pl.len() + 1)),
    "offset": along(col("y").shift(1)),
    "ema": along(col("y").ewm_mean(span=10, adjust=False)),
    "arithmetic": col("y") * col("lat") + col("lon"),
    "case": pl.when(col("x") > 100).then(col("n")).otherwise(0),
    "datetime": col("at").dt.hour().cast(pl.Int64),
    "time_bucket": col("at").dt.truncate("1h"),
    "sessionize": along(((col("at") - col("at").shift(1)).dt.total_microseconds() > 6 * hour).fill_null(False).cum_sum())
    .cast(pl.Int64),
    "string": col("town").str.to_uppercase(),
    "geo_distance": haversine(),
}
FIVE = [
    along(col("y").rolling_mean(10, min_samples=1)).alias("c0"), along(col("m").cum_sum()).alias("c1"),
    along(col("y").shift(1)).alias("c2"), along(pl.int_range(1, pl.len() + 1)).alias("c3"),
    along(col("y").ewm_mean(span=10, adjust=False)).alias("c4"),
]


def window_of_time(events):
    rolled = events.sort("at", maintain_order=True).with_columns(
        col("y").rolling_mean_by("at", "6h", closed="right").over("user").alias("c0"))
    return rolled.sort("id").select("c0")


def query():
    events = pl.scan_parquet(f"{folder}/events.parquet")
    prices = pl.scan_parquet(f"{folder}/prices.parquet")
    if name in ROWS:
        return events.select(ROWS[name].alias("c0"))
    if name == "five of one order":
        return events.select(FIVE)
    if name == "time_window":
        return window_of_time(events)
    if name == "encoded, onehot":
        return events.select((col("kind") == kind).cast(pl.Int32).alias(kind) for kind in "abcdefgh")
    if name == "group_by":
        return events.group_by("user", maintain_order=True).agg(
            col("x").mean().alias("mean"), col("m").sum().alias("sum"), col("y").max().alias("max"), pl.len().alias("count"))
    if name == "resample":
        return events.group_by(col("at").dt.truncate("1h"), maintain_order=True).agg(col("y").mean())
    if name == "sort":
        return events.select("town", "y", "id").sort("town", "y", descending=[False, True], maintain_order=True).select("id")
    if name == "distinct":
        return events.select("town", "kind").unique(maintain_order=True)
    if name == "as-of":
        left = events.select("id", "town", "at").sort("at", maintain_order=True)
        return left.join_asof(prices, on="at", by="town", tolerance="6h").sort("id").select("id", "price")
    if name == "join":
        single = prices.unique("town", keep="first", maintain_order=True)
        return events.select("id", "town").join(single, on="town", how="left", maintain_order="left").select("id", "price")
    raise SystemExit(f"polars has no {name}")


started = time.perf_counter()
query().collect().write_ipc(output, compression="uncompressed")
print(time.perf_counter() - started)
