"""Compares two Flight servers by pyarrow's client, in turns: one that runs already, and pyarrow's own.

flight_peer.py ADDRESS SOCKET REPETITIONS: ADDRESS serves 'large' and 'small'; SOCKET is a free path. Prints, one a line, what was
measured and the medians in seconds: of ADDRESS, of pyarrow with the table in one batch, of pyarrow with it in the pieces it came in.
"""

import os
import statistics
import subprocess
import sys
import time

import pyarrow as pa
from pyarrow import flight


class Server(flight.FlightServerBase):
    def __init__(self, location):
        super().__init__(location)
        self.tables = {}

    def do_get(self, context, ticket):
        return flight.RecordBatchStream(self.tables[ticket.ticket.decode()])

    def do_put(self, context, descriptor, reader, writer):
        self.tables[descriptor.path[0].decode()] = reader.read_all()


def serve(socket):
    server = Server("grpc+unix://" + socket)
    print("ready", flush=True)
    sys.stdin.read()
    server.shutdown()


def get(client, name):
    return client.do_get(flight.Ticket(name)).read_all()


def put(client, name, table):
    writer, _ = client.do_put(flight.FlightDescriptor.for_path(name), table.schema)
    with writer:
        writer.write_table(table, max_chunksize=1 << 16)


def timed(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare(title, subjects, repetitions):
    for work in subjects:
        work()
    times = [[] for _ in subjects]
    for _ in range(repetitions):
        for index, work in enumerate(subjects):
            times[index].append(timed(work))
    print(title, *[statistics.median(t) for t in times])


def main():
    address, socket, repetitions = sys.argv[1], sys.argv[2], int(sys.argv[3])
    child = subprocess.Popen(
        [sys.executable, __file__, "serve", socket], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    child.stdout.readline()
    ours, peer = flight.connect(address), flight.connect("grpc+unix://" + socket)
    pieces = get(ours, "large")
    whole, small = pieces.combine_chunks(), get(ours, "small")
    for name, table in [("whole", whole), ("pieces", pieces), ("small", small)]:
        put(peer, name, table)
    # What was put came in pieces; have the peer's own copy of it whole.
    writer, _ = peer.do_put(flight.FlightDescriptor.for_path("whole"), whole.schema)
    with writer:
        writer.write_table(whole)
    print("bytes", whole.nbytes)
    compare(
        "get", [lambda: get(ours, "large"), lambda: get(peer, "whole"), lambda: get(peer, "pieces")], repetitions)
    compare("put", [lambda: put(ours, "put", whole), lambda: put(peer, "put", whole)], repetitions)
    compare("small", [lambda: get(ours, "small"), lambda: get(peer, "small")], repetitions * 40)
    child.stdin.close()
    child.wait()
    if os.path.exists(socket):
        os.remove(socket)


if __name__ == "__main__":
    serve(sys.argv[2]) if sys.argv[1] == "serve" else main()
