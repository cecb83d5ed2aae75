"""The same in pandas."""
import sys
import time

import numpy
import pandas
import pyarrow
import pyarrow.feather

name, folder, output = sys.argv[1:]


def read(*columns, file="events"):
    return pandas.read_parquet(f"{folder}/{file}.parquet", columns=list(columns))


def by(key, value, operation):
    events = read(key, value)
    return events.groupby(events[key], sort=False)[value].transform(operation)


def along(make, *columns):
    """Of each user in the order of time, back in the order of the rows."""
    events = read("user", "at", *columns).sort_values("at", kind="stable")
    return make(events.groupby("user", sort=False)).sort_index()


def rolled(groups, operation, *window, **options):
    result = getattr(groups["y"].rolling(*window, min_periods=1, **options), operation)()
    return result.reset_index(level=0, drop=True)


def five():
    events = read("user", "at", "y", "m").sort_values("at", kind="stable")
    groups = events.groupby("user", sort=False)
    return pandas.DataFrame({
        "c0": rolled(groups, "mean", 10), "c1": groups["m"].cumsum(), "c2": groups["y"].shift(1),
        "c3": groups.cumcount() + 1,
        "c4": groups["y"].ewm(span=10, adjust=False).mean().reset_index(level=0, drop=True),
    }).sort_index()


def scaled():
    x = read("x")["x"]
    return (x - x.mean()) / x.std(ddof=0)


def robust():
    x = read("x")["x"]
    return (x - x.median()) / (x.quantile(0.75) - x.quantile(0.25))


def imputed():
    events = read("town", "x")
    return events["x"].fillna(events.groupby("town", sort=False)["x"].transform("mean"))


def bins():
    y = read("y")["y"].to_numpy()
    return pandas.Series(numpy.searchsorted(numpy.quantile(y, numpy.arange(1, 10) / 10), y, side="right"))


def distance():
    events = read("lat", "lon", "lat2", "lon2")
    a, b = numpy.radians(events["lat"]), numpy.radians(events["lat2"])
    h = numpy.sin((b - a) / 2) ** 2 + numpy.cos(a) * numpy.cos(b) * numpy.sin(
        numpy.radians(events["lon2"] - events["lon"]) / 2) ** 2
    return 2 * 6371.0088 * numpy.arcsin(numpy.sqrt(h))


def sessions():
    events = read("user", "at").sort_values("at", kind="stable")
    gaps = events.groupby("user", sort=False)["at"].diff() > pandas.Timedelta("6h")
    return gaps.groupby(events["user"], sort=False).cumsum().sort_index()


def time_window():
    events = read("user", "at", "y").sort_values("at", kind="stable")
    events["row"] = events.index
    made = events.groupby("user", sort=False).rolling("6h", on="at", min_periods=1)["y"].mean()
    order = events.groupby("user", sort=False)["row"].apply(lambda rows: rows)
    return pandas.Series(made.to_numpy(), index=order.to_numpy()).sort_index()


def grouped():
    events = read("user", "x", "m", "y")
    groups = events.groupby("user", sort=False)
    return pandas.DataFrame({
        "user": groups["x"].mean().index, "mean": groups["x"].mean().to_numpy(), "sum": groups["m"].sum().to_numpy().astype("int64"),
        "max": groups["y"].max().to_numpy(), "count": groups.size().to_numpy(),
    })


def resampled():
    events = read("at", "y")
    return events.groupby(events["at"].dt.floor("h"), sort=False)["y"].mean().reset_index()


def as_of():
    left = read("id", "town", "at").sort_values("at", kind="stable")
    right = read("town", "at", "price", file="prices")
    return pandas.merge_asof(left, right, on="at", by="town", tolerance=pandas.Timedelta("6h")).sort_values("id")[["id", "price"]]


def joined():
    right = read("town", "price", file="prices").drop_duplicates("town")
    return read("id", "town").merge(right, on="town", how="left")[["id", "price"]]


MADE = {
    "aggregated": lambda: by("town", "x", "mean"),
    "percentile": lambda: by("town", "x", lambda x: x.quantile(0.9)),
    "imputed": imputed,
    "imputed, ffill": lambda: along(lambda groups: groups["x"].ffill(), "x"),
    "scaled": scaled,
    "scaled, robust": robust,
    "encoded, label": lambda: pandas.Series(pandas.factorize(read("town")["town"], sort=True)[0]),
    "encoded, onehot": lambda: pandas.get_dummies(read("kind")["kind"], dtype="int32"),
    "binned, equal count": bins,
    "window, rows": lambda: along(lambda groups: rolled(groups, "sum", 10), "y"),
    "window, cumulative": lambda: along(lambda groups: groups["m"].cumsum(), "m"),
    "window, whole partition": lambda: by("user", "y", "max"),
    "time_window": time_window,
    "five of one order": five,
    "rank": lambda: read("town", "y").groupby("town", sort=False)["y"].rank("min").astype("int64"),
    "rank, row_number": lambda: along(lambda groups: groups.cumcount() + 1),
    "offset": lambda: along(lambda groups: groups["y"].shift(1), "y"),
    "ema": lambda: along(
        lambda groups: groups["y"].ewm(span=10, adjust=False).mean().reset_index(level=0, drop=True), "y"),
    "arithmetic": lambda: read("y", "lat", "lon").eval("y * lat + lon"),
    "case": lambda: (lambda events: events["n"].where(events["x"] > 100, 0))(read("x", "n")),
    "datetime": lambda: read("at")["at"].dt.hour.astype("int64"),
    "time_bucket": lambda: read("at")["at"].dt.floor("h"),
    "sessionize": sessions,
    "string": lambda: read("town")["town"].str.upper(),
    "geo_distance": distance,
    "group_by": grouped,
    "resample": resampled,
    "sort": lambda: read("town", "y", "id").sort_values(["town", "y"], ascending=[True, False], kind="stable")["id"],
    "distinct": lambda: read("town", "kind").drop_duplicates(),
    "as-of": as_of,
    "join": joined,
}
started = time.perf_counter()
made = MADE[name]()
frame = made.to_frame("c0") if isinstance(made, pandas.Series) else made
table = pyarrow.Table.from_pandas(frame, preserve_index=False)
pyarrow.feather.write_feather(table, output, compression="uncompressed")
print(time.perf_counter() - started)
