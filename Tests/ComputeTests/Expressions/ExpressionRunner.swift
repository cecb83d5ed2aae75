import Columnar
import Compute
import Plan

/// Evaluates `text` over named columns of one length; without columns, over `rows` rows.
func evaluate(_ text: String, _ columns: KeyValuePairs<String, Column> = [:], rows: Int = 1) throws -> Column {
    let parsed = try ParsedExpression(text)
    let inputs = try parsed.references.map { name in
        guard let column = columns.first(where: { $0.key == name }) else { throw MissingColumn(name: name) }
        return column.value
    }
    return try ExpressionEvaluator.evaluate(parsed, inputs: inputs, rows: columns.first?.value.count ?? rows)
}

/// The value of an expression without columns.
func constant(_ text: String) throws -> Scalar { try evaluate(text).scalar(at: 0) }

struct MissingColumn: Error {
    let name: String
}

func ints(_ values: Int64?...) throws -> Column { try Column(int64s: values) }
func floats(_ values: Double?...) throws -> Column { try Column(doubles: values) }
func bools(_ values: Bool?...) throws -> Column { try Column(bools: values) }
func texts(_ values: String?...) throws -> Column { try Column(strings: values) }

/// RFC 3339 texts.
func times(_ values: String?...) throws -> Column {
    try Column(timestamps: values.map { $0.flatMap { TemporalText.timestamp($0) } })
}

func days(_ values: String?...) throws -> Column {
    try Column(dates: values.map { $0.flatMap { TemporalText.date($0) } })
}
