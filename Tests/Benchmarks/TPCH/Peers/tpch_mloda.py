"""A query of TPC-H in mloda on pyarrow tables, in sync mode, as the plan beside it puts it: tpch_mloda.py DATA QUERY OUTPUT.

Those queries that read one large table: each is a feature group that reads it, with its filters, and one that groups."""

import logging
import sys
from datetime import date

import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.dataset
from mloda.provider import FeatureGroup
from mloda.user import Feature, ParallelizationMode, PluginCollector, mlodaAPI
from mloda.user.pyarrow import PyArrowTable

logging.disable(logging.CRITICAL)
data, query, output = sys.argv[1:]
shipped = pc.field("l_shipdate")
discount = pc.field("l_discount").cast("float64")
full_price = pc.field("l_extendedprice").cast("float64")
quantity = pc.field("l_quantity").cast("float64")
price = full_price * (pc.scalar(1.0) - discount)
QUERIES = {
    "q1": {
        "where": shipped <= pc.scalar(date(1998, 9, 2)),
        "columns": {
            "flag": pc.field("l_returnflag"), "status": pc.field("l_linestatus"), "quantity": quantity, "base": full_price,
            "price": price, "charge": price * (pc.scalar(1.0) + pc.field("l_tax").cast("float64")), "discount": discount,
        },
        "keys": ["flag", "status"],
        "aggregates": [
            ("quantity", "sum"), ("base", "sum"), ("price", "sum"), ("charge", "sum"), ("quantity", "mean"), ("base", "mean"),
            ("discount", "mean"), ("quantity", "count"),
        ],
        "sort": [("flag", "ascending"), ("status", "ascending")],
    },
    "q6": {
        "where": (shipped >= pc.scalar(date(1994, 1, 1))) & (shipped < pc.scalar(date(1995, 1, 1)))
        & (discount >= 0.05) & (discount <= 0.07) & (quantity < 24),
        "columns": {"status": pc.field("l_linestatus"), "revenue": full_price * discount},
        "keys": ["status"],
        "aggregates": [("revenue", "sum")],
        "sort": [],
    },
}
CHOSEN = QUERIES[query]


class Lines(FeatureGroup):
    """The rows and columns that the query needs."""

    @classmethod
    def compute_framework_rule(cls):
        return {PyArrowTable}

    @classmethod
    def match_feature_group_criteria(cls, feature_name, options, data_access_collection=None):
        return str(feature_name) in CHOSEN["columns"]

    def input_features(self, options, feature_name):
        return None

    @classmethod
    def calculate_feature(cls, data_, features):
        path = f"{data}/lineitem.parquet"
        stored = pyarrow.dataset.dataset(path).schema
        # pyarrow cannot filter string views.
        plain = pyarrow.schema([
            field.with_type(pyarrow.string()) if field.type == pyarrow.string_view() else field for field in stored])
        source = pyarrow.dataset.dataset(path, schema=plain)
        return source.to_table(columns=CHOSEN["columns"], filter=CHOSEN["where"])


RESULT = [f"{name}_{operation}" for name, operation in CHOSEN["aggregates"]]


class Result(FeatureGroup):
    @classmethod
    def compute_framework_rule(cls):
        return {PyArrowTable}

    @classmethod
    def match_feature_group_criteria(cls, feature_name, options, data_access_collection=None):
        return str(feature_name) in RESULT + [f"key_{key}" for key in CHOSEN["keys"]]

    def input_features(self, options, feature_name):
        return {Feature(name) for name in CHOSEN["columns"]}

    @classmethod
    def calculate_feature(cls, table, features):
        grouped = table.group_by(CHOSEN["keys"]).aggregate(CHOSEN["aggregates"])
        if CHOSEN["sort"]:
            grouped = grouped.sort_by(CHOSEN["sort"])
        return grouped.rename_columns([f"key_{n}" if n in CHOSEN["keys"] else n for n in grouped.column_names])


def main():
    wanted = [f"key_{key}" for key in CHOSEN["keys"]] + RESULT
    session = mlodaAPI.prepare(
        wanted, [PyArrowTable], None, None, None, parallelization_modes={ParallelizationMode.SYNC},
        plugin_collector=PluginCollector.enabled_feature_groups({Lines, Result}))
    result = session.run(parallelization_modes={ParallelizationMode.SYNC})[0]
    pyarrow.csv.write_csv(result.select(wanted), output)


main()
