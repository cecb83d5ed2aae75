import Plan

/// The row-preserving feature groups, written from their documentation over plain values: a function each, in a file of its own. The
/// planning side of a group (its options, the type of its result) is that of `FeatureGroups`.
enum RowFeatures {
    /// One value for each row.
    typealias Values = @Sendable (RowCall) throws -> [RowValue]

    /// By the group's name: those that make one column of single columns.
    private static let columns: [String: Values] = [
        "aggregated": aggregated,
        "window": windowed,
        "percentile": percentile,
        "rank": ranked,
        "offset": offset,
        "ema": movingAverage,
        "missing_value": imputed,
        "binning": binned,
        "arithmetic": arithmetic,
        "datetime": timePart,
        "time_bucket": timeBucket,
        "string": text,
        "time_window": timeWindowed,
        "sessionize": sessionized,
        "geo_distance": distance,
        "text_cleaning": cleaned,
        "centrality": centrality,
    ]

    /// By the group's name: those that are fitted to the rows first.
    private static let models: [String: @Sendable (RowCall, ArtifactUse) throws -> (RowFeature, [UInt8]?)] = [
        "scaling": RowScaling.compute,
        "encoding": RowEncoding.compute,
        "clustering": RowClustering.compute,
        "dimensionality": RowPrincipalComponents.compute,
        "forecast": RowForecast.compute,
    ]

    /// The names of the groups that the row framework has.
    static var groups: Set<String> { Set(columns.keys).union(models.keys).union(["expression"]) }

    /// Whether the row framework computes the feature.
    static func canCompute(_ call: FeatureCall) -> Bool { refusal(of: call) == nil }

    /// Why the row framework does not compute the feature; nil: it does.
    static func refusal(of call: FeatureCall) -> String? {
        guard call.group == "expression" else {
            return groups.contains(call.group) ? nil : "there is no '\(call.group)' over rows yet"
        }
        guard let parsed = try? ParsedExpression(call.options["expression"]?.stringValue ?? ""),
            RowExpression.canEvaluate(parsed.root)
        else { return noDecimals }
        return nil
    }

    static let noDecimals = "casts to decimals are Arrow's"

    /// `inputs` are the input features, then those that options name, all of `rows` rows. Throws `ComputeError`, `RowProblem`,
    /// `OptionProblem` or `ExpressionError`, or `CancellationError` once the step is not wanted any more.
    ///
    /// - Returns: the values, and the artifact's body where it is to be saved.
    static func compute(
        _ call: FeatureCall, _ inputs: [RowFeature], rows: Int, _ use: ArtifactUse, _ context: StepContext
    ) throws -> (feature: RowFeature, artifact: [UInt8]?) {
        guard let group = FeatureGroups[call.group], canCompute(call) else {
            throw ComputeError(
                .unsupported, "the framework rows does not compute features of the group '\(call.group)'")
        }
        if call.group == "expression" { return (.column(try formula(call, inputs, rows: rows)), nil) }
        let requirements = try inputs.dropFirst(call.inputCount).map { try $0.singleColumn("'\(call.operation)'") }
        func rowCall(_ features: [RowFeature]) -> RowCall {
            RowCall(call, group.documentation, features: features, requirements: requirements, rows: rows, context)
        }
        let own = Array(inputs.prefix(call.inputCount))
        if call.operation == "normalizer_scaled" { return (try normalized(own, rows: rows), nil) }
        if let model = models[call.group] {
            let whole = rowCall(own)
            _ = try group.result(of: call, inputs: whole.inputs.map(\.type) + requirements.map(\.type))
            return try model(whole, use)
        }
        guard let values = columns[call.group] else {
            throw ComputeError(.internal, "there is no function of the group '\(call.group)'")
        }
        let made = try eachMember(own, call, rows: rows) { columns in
            let types = columns.map(\.type) + requirements.map(\.type)
            let type: DataType? =
                switch try group.result(of: call, inputs: types) {
                case .column(let type), .family(let type): type
                }
            return RowColumn(type, try values(rowCall(columns.map { .column($0) })))
        }
        return (made, nil)
    }

    /// Features of which some are families go member by member, a column with each. Several families have the same suffixes.
    private static func eachMember(
        _ inputs: [RowFeature], _ call: FeatureCall, rows: Int, _ body: ([RowColumn]) throws -> RowColumn
    ) throws -> RowFeature {
        var suffixes: [String]?
        for case .family(let own, _, _) in inputs {
            if let suffixes, suffixes != own {
                throw ComputeError(
                    .mismatch,
                    "'\(call.operation)' takes families of columns only where their suffixes agree, but they are "
                        + "~\(suffixes.joined(separator: ", ~")) and ~\(own.joined(separator: ", ~"))")
            }
            suffixes = own
        }
        guard let suffixes else { return .column(try body(inputs.flatMap(\.columns))) }
        let members = try suffixes.indices.map { index in
            try body(
                inputs.map { input in
                    switch input {
                    case .column(let column): column
                    case .family(_, let columns, _): columns[index]
                    }
                })
        }
        return .family(suffixes: suffixes, members, rows: rows)
    }

    private static func formula(_ call: FeatureCall, _ inputs: [RowFeature], rows: Int) throws -> RowColumn {
        let parsed = try ParsedExpression(call.options["expression"]?.stringValue ?? "")
        let columns = try inputs.map { try $0.singleColumn("an expression") }
        return try RowExpression(parsed.root, inputs: columns.map(\.type))
            .column(columns, rows: rows, names: parsed.references)
    }
}
