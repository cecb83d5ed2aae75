import Columnar
import Plan

extension ArrowFramework {
    /// Rows of the parts one after another. Each column has the type that the plan gives it, or else the smallest that holds the
    /// values of all parts.
    func append(
        parts: Int, distinct: Bool, _ step: Step, _ inputs: [FeatureData], _ context: StepContext
    ) throws -> StepProduct {
        let width = inputs.count / max(parts, 1)
        let rows = (0..<parts).reduce(0) { $0 + (width == 0 ? 0 : inputs[$1 * width].rowCount) }
        var outputs = try (0..<width).map { index in
            let slot = index < step.outputs.count ? context.plan[step.outputs[index]] : nil
            return try joined(
                (0..<parts).map { inputs[$0 * width + index] }, name: slot?.name ?? "\(index)", type: slot?.type,
                rows: rows)
        }
        guard distinct else { return StepProduct(outputs: outputs, rows: rows) }
        let grouping = try Grouping(keys: outputs.flatMap(\.columns), rows: rows)
        let selection = try RowSelection(indices: grouping.firstRows(), of: rows)
        outputs = try selection.apply(to: outputs)
        return StepProduct(outputs: outputs, rows: selection.count)
    }

    private func joined(
        _ parts: [FeatureData], name: String, type: DataType?, rows: Int
    ) throws -> FeatureData {
        if case .family(let first) = parts.first {
            let members = try parts.map { part throws(ComputeError) in
                guard case .family(let family) = part, family.suffixes == first.suffixes else {
                    throw ComputeError(
                        .mismatch, "the parts have different columns '\(name)~…'; append what they are made of instead")
                }
                return family.members
            }
            let columns = try first.suffixes.indices.map { index in
                try Column.concat(unified(members.map { $0[index].column }, name: name, type: type))
            }
            return .family(FeatureFamily(suffixes: first.suffixes, columns, rows: rows))
        }
        return .column(
            try Column.concat(unified(parts.map { try $0.singleColumn("an append") }, name: name, type: type)))
    }

    /// The columns, all of `planned`, or of the smallest type that holds every value. Throws where there is none, naming the
    /// column.
    private func unified(_ columns: [Column], name: String, type planned: DataType?) throws -> [Column] {
        var common: DataType?
        for column in columns {
            guard let type = try column.dataType else { continue }
            guard let known = common else {
                common = type
                continue
            }
            guard let unified = known.unified(with: type) else {
                throw ComputeError(
                    .mismatch,
                    "the column is \(known) in one part and \(type) in another; declare one type under 'types'",
                    column: name)
            }
            common = unified
        }
        guard let common = planned ?? common else { return columns }
        return try columns.map { try $0.cast(to: common.columnType) }
    }
}
