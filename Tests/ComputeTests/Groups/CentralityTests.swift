import Columnar
import Compute
import Plan
import Testing

@Suite("Centrality")
struct CentralityTests {
    private struct Graph: Decodable {
        struct Case: Decodable {
            var operation: String
            var directed: Bool
            var values: [Double]
        }
        var a: [String]
        var b: [String]
        var cases: [Case]
    }

    @Test("a graph with loops, repeats and dangling nodes is as networkx has it")
    func networkx() throws {
        let graph = try Fixture.read("centrality", as: Graph.self)
        #expect(graph.cases.count == 4)
        var table = TestTable(["a": try Column(strings: graph.a), "b": try Column(strings: graph.b)])
        for known in graph.cases {
            let values = try table.doubles(
                "{name: 'a,b__\(known.operation)_centrality', options: {directed: \(known.directed)}}")
            #expect(agree(values, known.values), "\(known.operation), directed: \(known.directed)")
        }
    }

    @Test("a row with a null is no edge and has no value; integers of two widths name the same nodes")
    func nulls() throws {
        var table = TestTable([
            "a": try Column(int64s: [1, nil, 2, 3]), "b": try Column(int32s: [2, 1, 3, nil]),
        ])
        // Nodes 1, 2, 3 with the edges 1–2 and 2–3.
        #expect(try table.doubles("a,b__degree_centrality") == [0.5, nil, 1, nil])
    }

    @Test("no edge, and one node with a loop")
    func degenerate() throws {
        var none = TestTable(["a": try Column(strings: ["x", nil]), "b": try Column(strings: [nil, nil])])
        #expect(try none.doubles("a,b__pagerank_centrality") == [nil, nil])
        #expect(try none.doubles("a,b__degree_centrality") == [nil, nil])
        var loop = TestTable(["a": try Column(strings: ["x"]), "b": try Column(strings: ["x"])])
        #expect(try loop.doubles("a,b__pagerank_centrality") == [1])
        #expect(try loop.doubles("a,b__degree_centrality") == [1])
    }

    @Test("ends of different types, and more than two inputs, are refused")
    func refused() {
        let group = Centrality()
        let call = FeatureCall(group: "centrality", operation: "degree_centrality", inputCount: 2)
        #expect { try group.result(of: call, inputs: [.int64, .string]) } throws: { error in
            (error as? OptionProblem)?.message.contains("they are int64 and string") == true
        }
        let three = FeatureCall(group: "centrality", operation: "degree_centrality", inputCount: 3)
        #expect { try group.requirements(of: three) } throws: { error in
            (error as? OptionProblem)?.message.contains("takes 2 inputs") == true
        }
        #expect(
            group.match("closeness_centrality") == .unknown(segments: ["degree_centrality", "pagerank_centrality"]))
    }
}
