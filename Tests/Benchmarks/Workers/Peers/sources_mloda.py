"""Ten independent sources in mloda, each in a process of its own: sources_mloda.py FOLDER."""

import logging
import sys

import pyarrow
import pyarrow.compute
import pyarrow.csv
from mloda.core.runtime.flight.runner_flight_server import ParallelRunnerFlightServer
from mloda.provider import FeatureGroup
from mloda.user import Feature, ParallelizationMode, PluginCollector, mlodaAPI
from mloda.user.pyarrow import PyArrowTable


class Source(FeatureGroup):
    """The mean of one file's column, on every row."""

    NUMBER = -1

    @classmethod
    def compute_framework_rule(cls):
        return {PyArrowTable}

    @classmethod
    def match_feature_group_criteria(cls, feature_name, options, data_access_collection=None):
        return str(feature_name) == f"mean_{cls.NUMBER}"

    def input_features(self, options, feature_name):
        return None

    @classmethod
    def calculate_feature(cls, data, features):
        values = pyarrow.csv.read_csv(f"{sys.argv[1]}/s{cls.NUMBER}.csv")["x"]
        mean = pyarrow.compute.mean(values)
        return pyarrow.table({f"mean_{cls.NUMBER}": pyarrow.repeat(mean, len(values))})


GROUPS = {type(f"Source{number}", (Source,), {"NUMBER": number, "__module__": __name__}) for number in range(10)}
globals().update({group.__name__: group for group in GROUPS})


def main():
    logging.disable(logging.CRITICAL)
    server = ParallelRunnerFlightServer()
    server.start_flight_server_process()
    modes = {ParallelizationMode.MULTIPROCESSING}
    try:
        session = mlodaAPI.prepare(
            [Feature(f"mean_{number}") for number in range(10)], [PyArrowTable], parallelization_modes=modes,
            plugin_collector=PluginCollector.enabled_feature_groups(GROUPS))
        results = session.run(parallelization_modes=modes, flight_server=server)
    finally:
        server.end_flight_server_process()
    print(sum(table.num_rows for table in results))


if __name__ == "__main__":
    main()
