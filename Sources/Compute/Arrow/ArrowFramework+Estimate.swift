import Columnar
package import Plan

/// What steps need of memory. Where nobody can know, such as the rows of a join, the estimate is what such steps mostly need.
extension ArrowFramework {
    // Bytes a row that steps took beside inputs and output, as measured over 1.2 million rows of four columns.
    /// To match the rows of both sides: hash table, row numbers, indices.
    private static let joinBytesPerRow = 48
    /// To find the group of each row, where all are different.
    private static let groupBytesPerRow = 64
    /// To order rows.
    private static let sortBytesPerRow = 32
    /// Of casts, filled nulls and orders of a feature group.
    private static let featureBytesPerRow = 40
    /// Of a writer's pages and compressors.
    private static let writerBytes = 32 << 20

    package func estimate(_ step: Step, inputs: [any SlotData], plan: ExecutionPlan) -> StepEstimate {
        let bytes = inputs.reduce(0) { $0 + $1.contentByteCount }
        let rows = inputs.first?.rowCount ?? 0
        func carried(_ count: Int) -> Int { inputs.suffix(count).reduce(0) { $0 + $1.contentByteCount } }
        switch step.work {
        case .read(let work):
            return readEstimate(work, step, plan)
        case .compute:
            let output = Self.bytes(of: step.outputs, in: plan, rows: rows, text: bytes)
            return StepEstimate(
                output: output.bytes, scratch: Self.featureBytesPerRow * rows, least: output.isKnown ? output.bytes : 0)
        case .pick, .check:
            return StepEstimate(output: 0, scratch: rows, least: 0)
        case .rowNumber:
            return StepEstimate(output: 8 * rows, scratch: 0, least: 8 * rows)
        case .order:
            return StepEstimate(output: 8 * rows, scratch: Self.sortBytesPerRow * rows, least: 8 * rows)
        case .filter:
            return StepEstimate(output: carried(step.outputs.count), scratch: 2 * rows, least: 0)
        case .groupBy:
            return StepEstimate(output: bytes / 4, scratch: Self.groupBytesPerRow * rows, least: 0)
        case .select:
            return StepEstimate(
                output: carried(step.outputs.count), scratch: Self.sortBytesPerRow * rows, least: 0)
        case .append(_, let isDistinct):
            let all = inputs.reduce(0) { $0 + $1.rowCount } / max(step.outputs.count, 1)
            return StepEstimate(output: bytes, scratch: isDistinct ? Self.groupBytesPerRow * all : 0, least: 0)
        case .command, .query:
            // What comes back may be of any size.
            return StepEstimate(output: bytes, scratch: min(bytes, Self.writerBytes), least: 0)
        case .join(let work):
            let carried = carried(work.leftCarried + work.rightCarried)
            let right = inputs.last?.rowCount ?? 0
            let matching = Self.joinBytesPerRow * (rows + right)
            return StepEstimate(output: carried, scratch: matching, least: matching)
        case .transform:
            return StepEstimate(output: 0, scratch: 0, least: 0)
        case .write:
            return StepEstimate(output: 0, scratch: min(bytes, Self.writerBytes), least: 0)
        }
    }

    private func readEstimate(_ work: ReadWork, _ step: Step, _ plan: ExecutionPlan) -> StepEstimate {
        let texts = step.outputs.count { plan[$0].type.flatMap(\.byteWidth) == nil }
        guard case .file(let kind, let path, _) = work.source.origin.value,
            let format = try? FileFormat(kind, work.source.csv),
            let extent = FileExtent.of(format, pattern: path, columns: work.columns, textColumns: texts)
        else { return StepEstimate(output: 0, scratch: 0, least: 0) }
        let widths = step.outputs.reduce(0.0) { $0 + (plan[$1].type.flatMap(\.byteWidth) ?? 4) }
        let output = Int((widths + Double(extent.textBytesPerRow)) * Double(extent.rows))
        let least = work.predicate != nil ? 0 : extent.isExact ? output : output / 2
        // Blocks of the file that are being decoded, and of a filter's rows a copy.
        let scratch = min(output, 32 << 20) + (work.predicate != nil ? output / 2 : 0)
        return StepEstimate(output: output, scratch: scratch, least: least)
    }

    /// - Parameter text: bytes that a column of text or of unknown type may take.
    private static func bytes(
        of slots: [SlotID], in plan: ExecutionPlan, rows: Int, text: Int
    ) -> (bytes: Int, isKnown: Bool) {
        let widths = slots.map { plan[$0].type.flatMap(\.byteWidth) }
        let known = widths.reduce(0) { $0 + ($1 ?? 0) } * Double(rows)
        let unknown = widths.count { $0 == nil }
        return (Int(known) + unknown * max(text, 8 * rows), unknown == 0)
    }
}

extension DataType {
    /// Bytes a value; nil where that depends on the value.
    fileprivate var byteWidth: Double? {
        switch self {
        case .bool: 0.125
        case .int32, .float32, .date: 4
        case .int64, .float64, .timestamp: 8
        case .decimal: 16
        case .string, .binary: nil
        }
    }
}
