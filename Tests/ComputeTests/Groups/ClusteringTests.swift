import Columnar
import Compute
import Plan
import Testing

@Suite("Clustering")
struct ClusteringTests {
    /// Whether two numberings part rows alike.
    private func isSamePartition(_ a: [Int64?], _ b: [Int64?]) -> Bool {
        var (forth, back): ([Int64?: Int64?], [Int64?: Int64?]) = ([:], [:])
        return a.count == b.count
            && zip(a, b).allSatisfy { left, right in
                if forth[left] == nil { forth[left] = .some(right) }
                if back[right] == nil { back[right] = .some(left) }
                return forth[left] == .some(right) && back[right] == .some(left)
            }
    }

    @Test(
        "kmeans parts crowds as scikit-learn does, from any seed, and numbers them by their means",
        arguments: [0, 42, 7], ModelFixture.frameworks)
    func kmeans(seed: Int, framework: FrameworkName) throws {
        let fixture = try ModelFixture.read()
        var table = try ModelFixture.table(fixture.crowds, in: framework)
        let clusters = try table.numbers("{name: 'a,b,c__cluster_kmeans_4', options: {seed: \(seed)}}")
        #expect(clusters.prefix(2) == [nil, nil])
        #expect(isSamePartition(Array(clusters.dropFirst(2)), fixture.kmeans))
        let means = (0..<4).map { cluster in
            let members = zip(clusters.dropFirst(2), fixture.crowds[0]).filter { $0.0 == Int64(cluster) }
            return members.reduce(0) { $0 + $1.1 } / Double(members.count)
        }
        #expect(means == means.sorted())
        #expect(try table.numbers("{name: 'a,b,c__cluster_kmeans_4', options: {seed: \(seed)}}") == clusters)
    }

    @Test(
        "dbscan gives scikit-learn's numbers exactly, noise and borders among them", arguments: 0..<5,
        ModelFixture.frameworks)
    func dbscan(index: Int, framework: FrameworkName) throws {
        let fixture = try ModelFixture.read()
        let known = fixture.dbscan[index]
        var table = try ModelFixture.table(fixture.crescents, in: framework)
        let clusters = try table.numbers(
            "{name: 'a,b__cluster_dbscan_auto', options: {eps: \(known.eps), min_samples: \(known.least)}}")
        #expect(clusters == [nil, nil] + known.labels)
    }

    @Test("dbscan's defaults: eps 0.5, or 1/k, and 5 neighbours", arguments: ModelFixture.frameworks)
    func defaults(framework: FrameworkName) throws {
        let fixture = try ModelFixture.read()
        var table = try ModelFixture.table(fixture.crowds, in: framework)
        #expect(try table.numbers("a,b,c__cluster_dbscan_auto") == [nil, nil] + fixture.crowdsDBSCAN)
        #expect(try table.numbers("a,b,c__cluster_dbscan_2") == [nil, nil] + fixture.crowdsDBSCAN)
        #expect(try Set(table.numbers("a,b,c__cluster_dbscan_1000").dropFirst(2)) == [-1])
    }

    @Test("a column of one value counts nothing; equal rows are one crowd", arguments: ModelFixture.frameworks)
    func constant(framework: FrameworkName) throws {
        var table = TestTable(
            [
                "a": try Column(int64s: [1, 1, 9, 9]), "b": try Column(doubles: [0.1, 0.1, 0.1, 0.1]),
            ], in: framework)
        #expect(try table.numbers("a,b__cluster_kmeans_2") == [0, 0, 1, 1])
        #expect(
            try table.numbers("{name: 'a,b__cluster_dbscan_auto', options: {min_samples: 2}}") == [0, 0, 1, 1])
        #expect(try table.numbers("b__cluster_dbscan_auto") == [-1, -1, -1, -1])
    }

    @Test(
        "no complete row gives nulls; fewer different rows than clusters are an error",
        arguments: ModelFixture.frameworks)
    func degenerate(framework: FrameworkName) throws {
        var none = TestTable(["a": try Column(doubles: [nil, .nan])], in: framework)
        #expect(try none.numbers("a__cluster_kmeans_3") == [nil, nil])
        #expect(try none.numbers("a__cluster_dbscan_3") == [nil, nil])
        var few = TestTable(["a": try Column(doubles: [1, 2, 1])], in: framework)
        #expect {
            try few.numbers("a__cluster_kmeans_3")
        } throws: { error in
            (error as? ComputeError)?.message.contains("needs 3 different rows") == true
        }
    }

    @Test("options that the algorithm has no use for, and values out of range, are refused")
    func refused() {
        func refusal(_ operation: String, _ options: [String: OptionValue]) -> String? {
            do {
                _ = try Clustering().requirements(
                    of: FeatureCall(group: "clustering", operation: operation, options: options, inputCount: 1))
                return nil
            } catch {
                return error.message
            }
        }
        #expect(refusal("cluster_dbscan_auto", ["seed": .int(1)])?.contains("is for cluster_kmeans") == true)
        #expect(refusal("cluster_kmeans_2", ["eps": .double(1)])?.contains("is for cluster_dbscan") == true)
        #expect(refusal("cluster_kmeans_2", ["seed": .double(1.5)])?.contains("whole number") == true)
        #expect(refusal("cluster_dbscan_auto", ["eps": .int(0)])?.contains("greater than 0") == true)
        #expect(refusal("cluster_dbscan_auto", ["min_samples": .int(0)])?.contains("from 1") == true)
        #expect(Clustering().match("cluster_kmeans_auto") != .yes(.atLeast(1)))
        #expect(Clustering().match("cluster_spectral_3") != .yes(.atLeast(1)))
    }
}
