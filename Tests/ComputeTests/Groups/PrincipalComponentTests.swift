import Columnar
import Compute
import Plan
import Testing

@Suite("Dimensionality")
struct PrincipalComponentTests {
    @Test(
        "components are those of scikit-learn; rows with a null or a NaN take no part",
        arguments: ModelFixture.frameworks)
    func scikit(framework: FrameworkName) throws {
        let fixture = try ModelFixture.read()
        var table = try ModelFixture.table(fixture.mixed, in: framework)
        let family = try table.family("a,b,c,d__pca_3d")
        #expect(family.keys.sorted() == ["dim1", "dim2", "dim3"])
        for (place, expected) in fixture.pca.enumerated() {
            #expect(agree(family["dim\(place + 1)"] ?? [], [nil, nil] + expected))
        }
    }

    @Test(
        "the largest loading is positive, also where two are equally large but for rounding",
        arguments: ModelFixture.frameworks)
    func signs(framework: FrameworkName) throws {
        var table = TestTable(
            [
                "a": try Column(doubles: [3, 2, 1]), "b": try Column(doubles: [-3, -2, -1]),
            ], in: framework)
        let root = 2.0.squareRoot()
        #expect(agree(try table.family("a,b__pca_1d")["dim1"] ?? [], [root, 0, -root]))
        #expect(agree(try table.family("b,a__pca_1d")["dim1"] ?? [], [-root, 0, root]))
    }

    @Test("no complete row, one row, and a constant column", arguments: ModelFixture.frameworks)
    func degenerate(framework: FrameworkName) throws {
        var none = TestTable(["a": try Column(doubles: [nil, 1]), "b": try Column(doubles: [1, nil])], in: framework)
        #expect(try none.family("a,b__pca_2d") == ["dim1": [nil, nil], "dim2": [nil, nil]])
        var one = TestTable(["a": try Column(doubles: [5]), "b": try Column(doubles: [7])], in: framework)
        #expect(try one.family("a,b__pca_2d") == ["dim1": [0], "dim2": [0]])
        var constant = TestTable(
            ["a": try Column(doubles: [1, 2, 3]), "b": try Column(doubles: [4, 4, 4])], in: framework)
        #expect(try constant.family("a,b__pca_2d") == ["dim1": [-1, 0, 1], "dim2": [0, 0, 0]])
        var empty = TestTable(["a": try Column(doubles: [])], in: framework)
        #expect(try empty.family("a__pca_1d") == ["dim1": []])
    }

    @Test("values whose squares are no numbers are refused", arguments: ModelFixture.frameworks)
    func far(framework: FrameworkName) throws {
        var table = TestTable(
            ["a": try Column(doubles: [1e200, 2, 3]), "b": try Column(doubles: [1, 2, 4])], in: framework)
        #expect {
            try table.family("a,b__pca_1d")
        } throws: { error in
            (error as? ComputeError)?.message.contains("scale them first") == true
        }
    }

    @Test("more components than columns, and texts, are refused")
    func refused() throws {
        var table = TestTable(["a": try Column(doubles: [1, 2])])
        #expect {
            try table.family("a__pca_2d")
        } throws: { error in
            (error as? ComputeError)?.message == "'pca_2d' asks for 2 components, but its inputs have 1 column"
        }
        let group = PrincipalComponentAnalysis()
        #expect(throws: OptionProblem.self) {
            try group.result(
                of: FeatureCall(group: "dimensionality", operation: "pca_1d", inputCount: 1), inputs: [.string])
        }
        #expect(group.match("pca_2d") == .yes(.atLeast(1)))
        #expect(group.match("pca_0d") == .unknown(segments: ["pca_2d"]))
        #expect(group.match("tsne_2d") == .no)
    }
}
