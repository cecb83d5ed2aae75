package import Columnar

extension SQLDialect {
    /// A name, quoted whatever it holds: no text can end it.
    ///
    /// - Throws: `.invalid` for an empty name, and for one with a NUL character, which no database can take.
    package func identifier(_ name: String) throws(DatabaseError) -> String {
        guard !name.isEmpty else { throw DatabaseError(.invalid, "a name is empty") }
        try Self.refuseNUL(name, "the name")
        let quote = self == .spark ? "`" : "\""
        return quote + name.replacing(quote, with: quote + quote) + quote
    }

    /// A name within another: `"schema"."table"`.
    package func identifier(_ path: [String]) throws(DatabaseError) -> String {
        var parts: [String] = []
        for name in path { parts.append(try identifier(name)) }
        return parts.joined(separator: ".")
    }

    /// A value, written so that it is read back as the same value of the same type.
    ///
    /// - Throws: `.invalid` for a text with a NUL character, `.unsupported` for a value that the database does not hold.
    package func literal(_ value: Scalar) throws(DatabaseError) -> String {
        switch value {
        case .null: return "null"
        case .bool(let value): return self == .sqlite ? (value ? "1" : "0") : (value ? "true" : "false")
        case .int64(let value):
            // As the negation of a number that is one too large it would be no integer.
            guard value > .min else { return "(\(value + 1) - 1)" }
            return value < 0 ? "(\(value))" : "\(value)"
        case .double(let value): return try double(value)
        case .string(let value): return try text(value)
        case .timestamp(let micros):
            return try time(
                DatabaseError.columnar { () throws(ColumnarError) in try Column(timestamps: [micros]) }, "timestamp")
        case .date(let days):
            return try time(DatabaseError.columnar { () throws(ColumnarError) in try Column(dates: [days]) }, "date")
        case .decimal(let digits, let precision, let scale):
            guard self != .sqlite else {
                throw DatabaseError(
                    .unsupported, "SQLite holds no decimal numbers; cast \(digits) to float64 or string")
            }
            return "cast(\(try text(digits)) as decimal(\(precision),\(scale)))"
        case .binary(let bytes): return binary(bytes)
        }
    }

    /// Throws where a text has a NUL character.
    package static func refuseNUL(_ text: String, _ what: String) throws(DatabaseError) {
        guard text.utf8.contains(0) else { return }
        throw DatabaseError(
            .invalid,
            "\(what) '\(text.replacing("\0", with: "\\0"))' has a NUL character, which no database takes; take it out")
    }

    private func text(_ value: String) throws(DatabaseError) -> String {
        try Self.refuseNUL(value, "the text")
        // A backslash escapes in Spark, and nowhere else.
        guard self == .spark else { return "'\(value.replacing("'", with: "''"))'" }
        return "'\(value.replacing("\\", with: "\\\\").replacing("'", with: "\\'"))'"
    }

    private func double(_ value: Double) throws(DatabaseError) -> String {
        if value.isFinite {
            // With an exponent it is a floating-point number to every database, and not a decimal.
            let digits = "\(value)"
            let number = digits.contains("e") ? digits : digits + "e0"
            return value.sign == .minus ? "(\(number))" : number
        }
        let name = value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"
        switch self {
        case .sqlite where value.isNaN: throw DatabaseError(.unsupported, "SQLite holds no NaN")
        case .sqlite: return value < 0 ? "(-9e999)" : "9e999"
        case .duckdb: return "cast('\(name)' as double)"
        case .postgresql, .standard: return "cast('\(name)' as double precision)"
        case .spark: return "double('\(name)')"
        }
    }

    private func binary(_ bytes: [UInt8]) -> String {
        let hex = bytes.map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
        return switch self {
        case .duckdb: "from_hex('\(hex)')"
        case .postgresql: "cast('\\x\(hex)' as bytea)"
        case .sqlite, .spark, .standard: "x'\(hex)'"
        }
    }

    /// A time of one row, as text that the database casts.
    private func time(_ column: Column, _ type: String) throws(DatabaseError) -> String {
        let text = try DatabaseError.columnar { () throws(ColumnarError) in
            try (self == .sqlite ? Self.sqliteText(column) : column.cast(to: .string)).scalar(at: 0)
        }
        guard case .string(let value) = text else { throw DatabaseError(.invalid, "a time has no text") }
        return switch self {
        case .sqlite: "'\(value)'"
        case .duckdb, .postgresql: "cast('\(value)' as \(type == "date" ? "date" : "timestamptz"))"
        case .spark, .standard: "\(type) '\(value)'"
        }
    }
}
