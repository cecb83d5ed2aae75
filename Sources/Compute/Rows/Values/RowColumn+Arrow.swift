import Columnar
import Plan

extension RowFeature {
    init(_ data: FeatureData) throws {
        switch data {
        case .column(let column): self = .column(try RowColumn(column))
        case .family(let family):
            self = .family(
                suffixes: family.suffixes, try family.members.map { try RowColumn($0.column) }, rows: family.rowCount)
        }
    }

    /// As steps of every framework take it.
    func data() throws -> FeatureData {
        switch self {
        case .column(let column): .column(try column.arrow())
        case .family(let suffixes, let columns, let rows):
            .family(FeatureFamily(suffixes: suffixes, try columns.map { try $0.arrow() }, rows: rows))
        }
    }
}

extension RowColumn {
    /// Throws for a type that is carried but not computed with.
    init(_ column: Column) throws {
        type = try column.dataType
        values =
            switch type {
            case nil: [RowValue](repeating: .null, count: column.count)
            case .bool: try column.bools().map { $0.map(RowValue.bool) ?? .null }
            case .int32, .int64: try column.int64s().map { $0.map(RowValue.int) ?? .null }
            case .float32, .float64: try column.doubles().map { $0.map(RowValue.double) ?? .null }
            case .string: try column.strings().map { $0.map(RowValue.string) ?? .null }
            case .date: try column.int64s().map { $0.map(RowValue.date) ?? .null }
            case .timestamp: try column.int64s().map { $0.map(RowValue.timestamp) ?? .null }
            case .binary:
                try column.withStrings { bytes in
                    (0..<bytes.count).map { bytes.isValid($0) ? .binary(Array(bytes.bytes($0))) : .null }
                }
            case .decimal(_, let scale):
                try column.scalars().map { value in
                    guard case .decimal(let digits, _, _) = value else { return .null }
                    guard let unscaled = DecimalDigits.unscaled(digits, scale: scale) else {
                        throw ComputeError(.internal, "'\(digits)' is not read as a decimal")
                    }
                    return .decimal(unscaled, scale: scale)
                }
            }
    }

    /// Throws where a value is not of the column's type.
    func arrow() throws -> Column {
        switch type {
        case nil: try Column(nulls: count, type: .null)
        case .bool: try Column(bools: map { if case .bool(let flag) = $0 { flag } else { nil } })
        case .int32:
            try Column(int32s: map { if case .int(let number) = $0 { Int32(exactly: number) } else { nil } })
        case .int64: try Column(int64s: map { if case .int(let number) = $0 { number } else { nil } })
        case .float32: try doubles().cast(to: .float32, safe: false)
        case .float64: try doubles()
        case .string: try Column(strings: map { if case .string(let text) = $0 { text } else { nil } })
        case .binary: try Column(binary: map { if case .binary(let bytes) = $0 { bytes } else { nil } })
        case .date: try Column(dates: map { if case .date(let days) = $0 { Int32(exactly: days) } else { nil } })
        case .timestamp:
            try Column(timestamps: map { if case .timestamp(let microseconds) = $0 { microseconds } else { nil } })
        case .decimal(let precision, let scale):
            try Column(
                decimals: map { value in
                    guard case .decimal(let unscaled, scale) = value else { return nil }
                    return DecimalDigits.text(unscaled, scale: scale)
                }, precision: precision, scale: scale)
        }
    }

    private func doubles() throws -> Column {
        try Column(doubles: map { if case .double(let number) = $0 { number } else { nil } })
    }

    /// The values without their wrapping; a value that is not null must not get lost.
    private func map<Value>(_ unwrap: (RowValue) -> Value?) throws(ComputeError) -> [Value?] {
        var result: [Value?] = []
        result.reserveCapacity(count)
        for value in values {
            let unwrapped = unwrap(value)
            guard unwrapped != nil || value.isNull else {
                throw ComputeError(.internal, "\(value.messageText) is no \(type?.description ?? "null")")
            }
            result.append(unwrapped)
        }
        return result
    }
}
