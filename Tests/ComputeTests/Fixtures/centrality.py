"""Makes centrality.json: what networkx says of small graphs. Needs networkx (3.6.1 made the file)."""

import json
import os
import random

import networkx

random.seed(7)
names = [f"n{number}" for number in range(12)]
edges = [(random.choice(names), random.choice(names)) for _ in range(30)]
# A parallel edge, a loop, and a node that edges only lead to.
edges += [edges[0], ("n3", "n3"), ("n5", "sink")]

cases = []
for directed in (False, True):
    graph = networkx.DiGraph() if directed else networkx.Graph()
    graph.add_edges_from(edges)
    for operation, values in (
        ("degree", networkx.degree_centrality(graph)),
        ("pagerank", networkx.pagerank(graph)),
    ):
        cases.append({"operation": operation, "directed": directed, "values": [values[a] for a, _ in edges]})

path = os.path.join(os.path.dirname(__file__), "centrality.json")
with open(path, "w") as file:
    json.dump({"a": [a for a, _ in edges], "b": [b for _, b in edges], "cases": cases}, file, indent=1)
    file.write("\n")
