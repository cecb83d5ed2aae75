import Plan

/// Source schemas written down in a test: `"flights": "carrier string, distance int64"`.
struct FixedSources: SourceCatalog {
    var schemas: [String: String]

    func schema(of source: SourceDeclaration) throws(PlanError) -> SourceSchema {
        guard let text = schemas[source.name.value] else {
            throw PlanError("there is no file for '\(source.name.value)'")
        }
        return SourceSchema(
            columns: text.split(separator: ",").map { part in
                let words = part.split(separator: " ")
                return SourceSchema.Column(name: String(words[0]), type: DataType(String(words[1])))
            })
    }
}

/// A few feature groups that only plan: enough grammar to try the planner with.
struct SmallCatalog: FeatureCatalog {
    let groups: [any FeatureGroupDefinition] = [
        SuffixGroup(name: "aggregated", suffix: "_aggr", operations: ["sum", "avg", "max"], options: ["partition_by"]),
        SuffixGroup(name: "missing_value", suffix: "_imputed", operations: ["mean", "median", "constant"]),
        SuffixGroup(name: "scaling", suffix: "_scaled", operations: ["standard", "minmax"]),
        SuffixGroup(name: "arithmetic", suffix: "_point", operations: ["add", "multiply"], arity: .exactly(2)),
        SuffixGroup(name: "encoding", suffix: "_encoded", operations: ["onehot"], isFamily: true),
        ExpressionDefinition(),
    ]
    let frameworks: [FrameworkName] = [.arrow]
    let aggregateOperations = ["sum", "avg", "min", "max", "count"]

    func isAggregate(_ operation: String) -> Bool { aggregateOperations.contains(operation) }

    func aggregate(_ operation: String, of type: DataType?) throws(OptionProblem) -> DataType? {
        if operation == "avg", type == .string { throw OptionProblem("avg needs numbers, but this is a string") }
        return operation == "avg" ? .float64 : operation == "count" ? .int64 : type
    }
}

/// `x__{operation}{suffix}`.
struct SuffixGroup: FeatureGroupDefinition {
    var name: String
    var suffix: String
    var operations: [String]
    var options: [String] = []
    var arity = Arity.exactly(1)
    var isFamily = false

    var documentation: GroupDocumentation {
        GroupDocumentation(
            name: name, title: name, grammar: "x__{op}\(suffix)", summary: "",
            operations: operations.map { ($0 + suffix, "") },
            options: [], nulls: "", example: GroupDocumentation.Example(input: "", feature: "", output: ""))
    }

    func match(_ operation: Substring) -> OperationMatch {
        guard operation.hasSuffix(suffix) else { return .no }
        let known = operations.contains(String(operation.dropLast(suffix.count)))
        return known ? .yes(arity) : .unknown(segments: operations.map { $0 + suffix })
    }

    func requirements(of call: FeatureCall) throws(OptionProblem) -> [Requirement] {
        options.flatMap { option in
            (call.options[option]?.stringList ?? []).map { Requirement(option: option, feature: $0) }
        }
    }

    func result(of call: FeatureCall, inputs: [DataType?]) throws(OptionProblem) -> FeatureShape {
        if inputs[0] == .string, !isFamily {
            throw OptionProblem("\(call.operation) needs numbers, but this is a string")
        }
        return isFamily ? .family(.int64) : .column(.float64)
    }
}

struct ExpressionDefinition: FeatureGroupDefinition {
    var documentation: GroupDocumentation {
        GroupDocumentation(
            name: "expression", title: "", grammar: "", summary: "", operations: [], options: [], nulls: "",
            example: GroupDocumentation.Example(input: "", feature: "", output: ""))
    }
    func match(_ operation: Substring) -> OperationMatch { .no }
    func requirements(of call: FeatureCall) throws(OptionProblem) -> [Requirement] {
        do throws(ExpressionError) {
            return try ParsedExpression(call.options["expression"]?.stringValue ?? "").references.map {
                Requirement(option: "expression", feature: $0)
            }
        } catch {
            throw OptionProblem(option: "expression", error.message, offset: error.offset)
        }
    }
    func result(of call: FeatureCall, inputs: [DataType?]) throws(OptionProblem) -> FeatureShape { .column(nil) }
}

/// Plans a YAML text over sources whose schemas are given by name.
func plan(_ yaml: String, _ schemas: [String: String], only: String? = nil) throws -> ExecutionPlan {
    let file = try PlanFileDecoder.decode(text: yaml, path: "plan.yaml", folder: "/data")
    var options = Planner.Options()
    options.only = only.map { Located($0, at: SourcePosition(file: "plan.yaml", line: 1, column: 1)) }
    return try Planner.plan(file, sources: FixedSources(schemas: schemas), features: SmallCatalog(), options: options)
}

/// The errors of a plan, one a line.
func errors(_ yaml: String, _ schemas: [String: String]) -> String {
    do {
        _ = try plan(yaml, schemas)
        return "no error"
    } catch {
        return "\(error)"
    }
}

/// The plan's text without its title and with runs of spaces folded.
func explained(_ yaml: String, _ schemas: [String: String], only: String? = nil) throws -> String {
    let text = try plan(yaml, schemas, only: only).explained(as: .text)
    return text.split(separator: "\n").dropFirst()
        .map { $0.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ") }.joined(
            separator: "\n")
}
