import Columnar
import Compute
import Plan

/// Named columns to compute features over, read from a small CSV text: whole numbers, numbers, timestamps, or texts; an empty
/// field is null.
struct TestTable {
    private(set) var columns: [String: FeatureData] = [:]
    let names: [String]
    let rows: Int
    /// Where features are computed.
    var framework = FrameworkName.arrow

    init(csv: String) throws {
        let lines = csv.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let body = lines.dropFirst().dropLast()
        names = Self.fields(lines[0])
        rows = body.count
        for (index, name) in names.enumerated() {
            columns[name] = .column(try Self.column(body.map { Self.fields($0)[index] }))
        }
    }

    init(_ columns: KeyValuePairs<String, Column>, in framework: FrameworkName = .arrow) {
        self.framework = framework
        names = columns.map(\.key)
        rows = columns.first?.value.count ?? 0
        for (name, column) in columns { self.columns[name] = .column(column) }
    }

    /// A feature as a plan would ask for it: a name, or the flow form with options for the last operation.
    mutating func compute(_ feature: String) throws -> (name: String, data: FeatureData) {
        let request = FlowReader.read(feature)
        guard case .map(let entries) = request else { return (feature, try self.feature(feature, [:])) }
        var options: [String: OptionValue] = [:]
        if case .map(let given)? = entries.first(where: { $0.key == "options" })?.value {
            for entry in given { options[entry.key] = entry.value }
        }
        let name = request["name"]?.stringValue ?? ""
        return (name, try self.feature(name, options))
    }

    /// The values of one column, as text.
    mutating func texts(_ feature: String) throws -> [String?] {
        guard case .column(let column) = try compute(feature).data else { throw TestFailure("a family") }
        return try column.scalars().map(\.text)
    }

    mutating func doubles(_ feature: String) throws -> [Double?] {
        guard case .column(let column) = try compute(feature).data else { throw TestFailure("a family") }
        return try column.doubles()
    }

    private mutating func feature(_ name: String, _ options: [String: OptionValue]) throws -> FeatureData {
        if let column = columns[name] { return column }
        var call = FeatureCall(group: "expression", operation: "", options: options, inputCount: 0)
        var inputs: [String] = []
        if options["expression"] == nil {
            guard let split = FeatureName.splitOperation(name[...]) else { throw TestFailure("no column \(name)") }
            for group in FeatureGroups.all {
                guard case .yes(let arity) = group.match(split.operation) else { continue }
                call = FeatureCall(
                    group: group.documentation.name, operation: String(split.operation), options: options, inputCount: 1
                )
                switch arity {
                case .exactly(1): inputs = [String(split.head)]
                case .exactly: inputs = FeatureName.split(split.head, at: "&").map(String.init)
                case .atLeast: inputs = FeatureName.split(split.head, at: ",").map(String.init)
                }
                call.inputCount = inputs.count
            }
        }
        guard let group = FeatureGroups[call.group] else { throw TestFailure("no group \(call.group)") }
        inputs += try group.requirements(of: call).map(\.feature)
        let data = try inputs.map { try feature($0, [:]) }
        let shape = try group.result(of: call, inputs: data.map { try $0.columns.first?.dataType })
        let result =
            framework == .rows
            ? try StepRunner(framework: RowsFramework()).perform(.compute(call), data).feature(0)
            : try group.calculate(call, inputs: data, rows: rows)
        try Self.check(result, has: shape, rows: rows)
        return result
    }

    /// What the planner was told must be what the run gives.
    private static func check(_ result: FeatureData, has shape: FeatureShape, rows: Int) throws {
        guard result.rowCount == rows else { throw TestFailure("\(result.rowCount) values for \(rows) rows") }
        let planned: DataType?
        switch shape {
        case .column(let type), .family(let type): planned = type
        }
        for column in result.columns {
            let type = try column.dataType
            guard planned == nil || planned == type else {
                throw TestFailure("planned \(planned?.description ?? ""), but it is \(type?.description ?? "")")
            }
        }
    }

    private static func fields(_ line: String) -> [String] {
        line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }

    private static func column(_ fields: [String]) throws -> Column {
        let given = fields.filter { !$0.isEmpty }
        if given.allSatisfy({ Int64($0) != nil }) { return try Column(int64s: fields.map { Int64($0) }) }
        if given.allSatisfy({ Double($0) != nil }) { return try Column(doubles: fields.map { Double($0) }) }
        if given.allSatisfy({ $0.contains("T") && TemporalText.timestamp($0) != nil }) {
            return try Column(timestamps: fields.map { TemporalText.timestamp($0) })
        }
        return try Column(strings: fields.map { $0.isEmpty ? nil : $0 })
    }
}

struct TestFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

extension Scalar {
    /// As the examples write it; nil: null.
    var text: String? {
        switch self {
        case .null: nil
        case .bool(let flag): "\(flag)"
        case .int64(let number): "\(number)"
        case .double(let number):
            number == number.rounded() && number.magnitude < 1e15 ? "\(Int64(number))" : "\(number)"
        case .string(let text): text
        case .timestamp(let microseconds): TemporalText.text(microseconds: microseconds)
        case .date(let days): TemporalText.text(days: Int64(days))
        case .decimal(let digits, _, _): digits
        case .binary(let bytes): "\(bytes)"
        }
    }
}
