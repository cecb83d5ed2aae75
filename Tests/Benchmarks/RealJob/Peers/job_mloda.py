"""The real job in mloda on pyarrow tables, in sync mode: job_mloda.py FOLDER FORMAT SIZE."""

import logging
import sys

import pyarrow
import pyarrow.compute
import pyarrow.csv
import pyarrow.parquet
from mloda.provider import FeatureGroup
from mloda.user import Feature, GlobalFilter, JoinSpec, Link, ParallelizationMode, PluginCollector, mlodaAPI
from mloda.user.pyarrow import PyArrowTable

logging.disable(logging.CRITICAL)
FOLDER, FORM, SIZE = sys.argv[1:]


def read(name, columns):
    path = f"{FOLDER}/{name}.{FORM}"
    if FORM == "parquet":
        return pyarrow.parquet.read_table(path, columns=columns)
    return pyarrow.csv.read_csv(path, convert_options=pyarrow.csv.ConvertOptions(include_columns=columns))


class Named(FeatureGroup):
    """A feature group that makes the features it names."""

    FEATURES: dict = {}
    INPUTS: tuple = ()

    @classmethod
    def compute_framework_rule(cls):
        return {PyArrowTable}

    @classmethod
    def match_feature_group_criteria(cls, feature_name, options, data_access_collection=None):
        return str(feature_name) in cls.FEATURES

    def input_features(self, options, feature_name):
        return {Feature(name) for name in self.INPUTS} or None


class Orders(Named):
    FEATURES = {"order_customer": "cust_id", "amount": "amount"}

    @classmethod
    def calculate_feature(cls, data, features):
        return read(f"orders_{SIZE}", ["cust_id", "amount"]).rename_columns(["order_customer", "amount"])

    @classmethod
    def final_filters(cls):
        return True


class Spending(Named):
    FEATURES = {"spender": "", "total": "", "mean": "", "n": ""}
    INPUTS = ("order_customer", "amount")

    @classmethod
    def calculate_feature(cls, data, features):
        sums = data.group_by("order_customer").aggregate([("amount", "sum"), ("amount", "mean"), ("amount", "count")])
        names = {"order_customer": "spender", "amount_sum": "total", "amount_mean": "mean", "amount_count": "n"}
        return sums.rename_columns(names)


class Customers(Named):
    FEATURES = {"customer": "cust_id", "score": "score"}

    @classmethod
    def calculate_feature(cls, data, features):
        return read("customers", ["cust_id", "score"]).rename_columns(["customer", "score"])


class Result(Named):
    FEATURES = {
        "result_cust_id": "spender", "result_total": "total", "result_mean": "mean", "result_n": "n",
        "result_score": "score",
    }
    INPUTS = ("spender", "total", "mean", "n", "customer", "score")

    @classmethod
    def calculate_feature(cls, data, features):
        return data.select(list(cls.FEATURES.values())).rename_columns(list(cls.FEATURES))


def main():
    at_least_50 = GlobalFilter()
    at_least_50.add_filter("amount", "min", {"value": 50})
    session = mlodaAPI.prepare(
        list(Result.FEATURES),
        [PyArrowTable],
        {Link.inner(JoinSpec(Spending, "spender"), JoinSpec(Customers, "customer"))},
        None,
        at_least_50,
        parallelization_modes={ParallelizationMode.SYNC},
        plugin_collector=PluginCollector.enabled_feature_groups({Orders, Spending, Customers, Result}),
    )
    result = session.run(parallelization_modes={ParallelizationMode.SYNC})[0]
    print(result.num_rows, round(pyarrow.compute.sum(result["result_total"]).as_py(), 2))


main()
