import Columnar
import Compute
import Plan
import Testing

/// What is fitted to some data and applied to others.
@Suite("Artifacts of feature groups")
struct ArtifactTests {
    private let step = StepID(0)

    private func perform(
        _ call: FeatureCall, _ inputs: [FeatureData], _ uses: ArtifactUses, in framework: FrameworkName = .arrow
    ) throws -> StepProduct {
        let step = Step(
            id: step, label: "test", work: .compute(call), framework: .arrow, inputs: [], outputs: [], dependencies: [])
        let plan = ExecutionPlan(
            name: "test", steps: [step], slots: [],
            datasets: [DatasetPlan(name: "test", framework: .arrow, creator: self.step)])
        let shared = StepContext.Shared(plan: plan, runID: "0", artifacts: uses)
        let context = StepContext(shared, observer: nil)
        return framework == .rows
            ? try RowsFramework().perform(step, inputs: inputs, context: context)
            : try ArrowFramework().perform(step, inputs: inputs, context: context)
    }

    private func header(_ call: FeatureCall) -> ArtifactFile.Header {
        ArtifactFile.Header(feature: "f", call: call, inputs: ["x"], plan: "p", planHash: "h")
    }

    /// The file that fitting to `inputs` gives.
    private func file(
        _ call: FeatureCall, _ inputs: [FeatureData], in framework: FrameworkName = .arrow
    ) throws -> [UInt8] {
        let body = try #require(try perform(call, inputs, .save, in: framework).artifact)
        return try ArtifactFile.file(header(call), body: body)
    }

    private func values(_ product: StepProduct) throws -> [[String?]] {
        let data = try #require(product.outputs.first as? FeatureData)
        return try data.columns.map { try $0.scalars().map(\.text) }
    }

    private func call(
        _ group: String, _ operation: String, _ options: [String: OptionValue] = [:], inputs: Int = 1
    ) -> FeatureCall {
        FeatureCall(group: group, operation: operation, options: options, inputCount: inputs)
    }

    private func column(_ values: [Double?]) throws -> FeatureData { .column(try Column(doubles: values)) }
    private func column(_ values: [String?]) throws -> FeatureData { .column(try Column(strings: values)) }

    /// Calls of every group that fits, with data.
    private func cases() throws -> [(FeatureCall, [FeatureData])] {
        let numbers = try column([3, 0.1, nil, 7, 8, 8.5, -2, 40])
        let others = try column([1, 2, 3, 4, 5, 6, 7, 5])
        let alternating = try column([1, 2, 1, 2, 1, 2, 1, 2])
        let texts = try column(["b", "a", nil, "b", "c", "é", "a", "b"])
        let days = FeatureData.column(try Column(dates: [0, 1, 2, 3, 4, 5, 6, 7]))
        let operations = ["standard", "minmax", "robust"].map { call("scaling", "\($0)_scaled") }
        let encodings = ["onehot", "label", "ordinal", "frequency"].map { call("encoding", "\($0)_encoded") }
        return operations.map { ($0, [numbers]) } + encodings.map { ($0, [texts]) }
            + encodings.dropFirst().map { ($0, [numbers]) } + [
                (call("clustering", "cluster_kmeans_3", inputs: 2), [numbers, others]),
                (call("clustering", "cluster_dbscan_auto", ["min_samples": .int(2)], inputs: 2), [numbers, others]),
                (call("dimensionality", "pca_2d", inputs: 2), [numbers, others]),
                (
                    call("forecast", "ridge_forecast_1_day", ["order_by": .string("t"), "lags": .int(2)]),
                    [others, days]
                ),
                // The values looked at depend on each other: of many functions that fit, the one with the shortest coefficients.
                (
                    call("forecast", "linear_forecast_1_day", ["order_by": .string("t"), "lags": .int(2)]),
                    [alternating, days]
                ),
            ]
    }

    @Test("what is saved and applied to the same data gives the same, and saving changes nothing")
    func roundTrip() throws {
        for (call, inputs) in try cases() {
            let plain = try perform(call, inputs, .none)
            let saved = try perform(call, inputs, .save)
            #expect(plain.artifact == nil)
            #expect(saved.artifact == (try perform(call, inputs, .save).artifact))
            let loaded = try perform(call, inputs, .load([step: file(call, inputs)]))
            #expect(loaded.artifact == nil)
            #expect(try values(saved) == values(plain), "\(call.operation)")
            #expect(try values(loaded) == values(plain), "\(call.operation)")
        }
    }

    @Test(
        "what one framework fitted is applied alike by the other", arguments: ModelFixture.frameworks,
        ModelFixture.frameworks)
    func acrossFrameworks(fitted: FrameworkName, applied: FrameworkName) throws {
        for (call, inputs) in try cases() {
            let loaded = try perform(call, inputs, .load([step: file(call, inputs, in: fitted)]), in: applied)
            let (found, expected) = try (loaded.feature(0).columns, perform(call, inputs, .none).feature(0).columns)
            #expect(found.count == expected.count)
            for (column, known) in zip(found, expected) {
                guard column.type == .float64 else {
                    #expect(try column.scalars() == known.scalars(), "\(call.operation)")
                    continue
                }
                #expect(agree(try column.doubles(), try known.doubles(), within: 1e-12), "\(call.operation)")
            }
        }
    }

    /// What is added up or turned in another order: their last digits may differ.
    private static let rounded = ["standard_scaled", "pca_2d", "ridge_forecast_1_day", "linear_forecast_1_day"]

    @Test("both frameworks save the same bytes, but for the last digits of what is rounded on another way")
    func bytes() throws {
        for (call, inputs) in try cases() {
            let files = try ModelFixture.frameworks.map { framework in
                String(decoding: try file(call, inputs, in: framework), as: UTF8.self)
            }
            guard Self.rounded.contains(call.operation) else {
                #expect(files[0] == files[1])
                continue
            }
            let number = /-?[0-9]+(\.[0-9]+)?(e-?[0-9]+)?/
            #expect(files[0].replacing(number, with: "") == files[1].replacing(number, with: ""))
            let numbers = files.map { file in file.matches(of: number).map { Double($0.output.0) } }
            #expect(agree(numbers[0], numbers[1], within: 1e-12), "\(call.operation)")
        }
    }

    @Test("other data are scaled by what was fitted", arguments: ModelFixture.frameworks)
    func scaling(framework: FrameworkName) throws {
        let minmax = call("scaling", "minmax_scaled")
        let file = try file(minmax, [column([0, 10])], in: framework)
        #expect(
            try values(perform(minmax, [column([5, nil, 20])], .load([step: file]), in: framework)) == [
                ["0.5", nil, "2"]
            ])
    }

    @Test(
        "a value that was not there is 0 in every onehot column, and null otherwise", arguments: ModelFixture.frameworks
    )
    func unseen(framework: FrameworkName) throws {
        let fitted = try column(["red", "blue", "red"])
        let data = try column(["green", "red", nil])
        func loaded(_ operation: String) throws -> [[String?]] {
            let encoding = call("encoding", operation)
            return try values(
                perform(encoding, [data], .load([step: file(encoding, [fitted], in: framework)]), in: framework))
        }
        #expect(try loaded("onehot_encoded") == [["0", "0", "0"], ["0", "1", "0"]])
        #expect(try loaded("label_encoded") == [[nil, "1", nil]])
        #expect(try loaded("ordinal_encoded") == [[nil, "1", nil]])
        #expect(try loaded("frequency_encoded") == [[nil, "0.6666666666666666", nil]])
    }

    @Test(
        "members of a family are scaled by their own fit; one that was not there is null",
        arguments: ModelFixture.frameworks)
    func families(framework: FrameworkName) throws {
        func family(_ columns: [(String, [Double?])]) throws -> FeatureData {
            .family(
                FeatureFamily(
                    try columns.map { .init(suffix: $0.0, column: try Column(doubles: $0.1)) },
                    rows: columns.first?.1.count ?? 0))
        }
        let minmax = call("scaling", "minmax_scaled")
        let file = try file(minmax, [family([("a", [0, 2]), ("b", [0, 4])])], in: framework)
        let product = try perform(
            minmax, [family([("b", [1, 2]), ("c", [1, 2])])], .load([step: file]), in: framework)
        #expect(try values(product) == [["0.25", "0.5"], [nil, nil]])
    }

    @Test("rows far from every cluster's core are noise, near ones belong to it", arguments: ModelFixture.frameworks)
    func density(framework: FrameworkName) throws {
        let dbscan = call("clustering", "cluster_dbscan_auto", ["min_samples": .int(2)])
        let file = try file(dbscan, [column([0, 0.1, 10, 10.1])], in: framework)
        let product = try perform(dbscan, [column([0.05, 5, 9, nil])], .load([step: file]), in: framework)
        #expect(try values(product) == [["0", "-1", "1", nil]])
    }

    @Test("what is given with the plan, or is computed row by row, is not fitted")
    func unfitted() {
        #expect(!call("scaling", "normalizer_scaled").isFitted)
        #expect(!call("encoding", "onehot_encoded", ["categories": .list([.string("a")])]).isFitted)
        #expect(!call("missing_value", "mean_imputed").isFitted)
        #expect(call("encoding", "label_encoded").isFitted)
    }

    @Test("data of another type or width are refused", arguments: ModelFixture.frameworks)
    func misfit(framework: FrameworkName) throws {
        let label = call("encoding", "label_encoded")
        let file = try file(label, [column(["a"])], in: framework)
        #expect(
            message { _ = try perform(label, [column([1])], .load([step: file]), in: framework) }
                == "'label_encoded' was fitted to string values, but these are float64; fit it again")
        let pca = call("dimensionality", "pca_1d", inputs: 2)
        let two = try self.file(pca, [column([1, 2]), column([1, 3])], in: framework)
        #expect(
            message { _ = try perform(pca, [column([1])], .load([step: two]), in: framework) }
                == "'pca_1d' was fitted to 2 columns, but there are 1; fit it again to these")
    }

    @Test("a file says what it belongs to, with sorted keys and numbers that come back")
    func format() throws {
        let minmax = call("scaling", "minmax_scaled", ["x": .double(0.1)])
        let file = try file(minmax, [column([0.1, 0.30000000000000004])])
        let text = String(decoding: file, as: UTF8.self)
        #expect(
            text == """
                {
                  "artifact" : {
                    "feature" : "f",
                    "group" : "scaling",
                    "inputs" : [
                      "x"
                    ],
                    "operation" : "minmax_scaled",
                    "options" : {
                      "x" : "0.1"
                    },
                    "plan" : "p",
                    "plan_hash" : "h",
                    "version" : 1
                  },
                  "fit" : {
                    "columns" : [
                      {
                        "fit" : {
                          "center" : 0.1,
                          "scale" : 0.20000000000000004
                        }
                      }
                    ]
                  }
                }

                """)
        #expect(try ArtifactFile.header(of: file) == header(minmax))
        try minmax.check(artifact: file)
    }

    @Test("damaged files, other versions and other groups' bodies are refused in words")
    func damaged() throws {
        let minmax = call("scaling", "minmax_scaled")
        let file = try file(minmax, [column([0, 1])])
        #expect(message { _ = try ArtifactFile.header(of: Array(file.dropLast(9))) } == "it is no artifact, or damaged")
        #expect(message { _ = try ArtifactFile.header(of: []) } == "it is no artifact, or damaged")
        let later = String(decoding: file, as: UTF8.self).replacing("\"version\" : 1", with: "\"version\" : 2")
        #expect(
            message { _ = try ArtifactFile.header(of: Array(later.utf8)) }
                == "it has the version 2 of the format, and this program reads 1")
        #expect(
            message { try call("clustering", "cluster_kmeans_2").check(artifact: file) }
                == "what it holds is not what its feature group fits")
    }
}
