package import Columnar
import Compute

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What became of the rows of one step: of each row that it made, the rows of its inputs that this comes from. Rows count from 0.
package struct RowTrace {
    package enum Form: String, Codable, Sendable {
        /// Each row from the row of the same number.
        case same
        /// A vector for each side: of each row that was made the row of that side; null: none.
        case sides
        /// A vector over the rows that went in: the row that was made of each, with others; null: none.
        case groups
        /// A vector over the rows, which are those that went in: rows of the same number belong together.
        case partitions
        /// Every row may come from every row.
        case all
    }

    /// Rows that went in one after the other: a file, or a part of an append.
    package struct Part: Codable, Hashable, Sendable {
        package var name: String
        package var rows: Int
    }

    package var form: Form
    /// int64.
    package var vectors: [Column]
    package var parts: [Part]
    /// How many rows were made.
    package var rows: Int

    init(_ form: Form, _ vectors: [Column] = [], parts: [Part] = [], rows: Int) {
        self.form = form
        self.vectors = vectors
        self.parts = parts
        self.rows = rows
    }

    private struct Description: Codable {
        var form: Form
        var vectors: Int
        var parts: [Part]
        var rows: Int
    }

    /// Writes its files, whole or not at all: an attempt that was given up may be at it too.
    func write(to place: String) throws {
        if !vectors.isEmpty {
            let table = try Table(vectors.enumerated().map { (name: "\($0.offset)", column: $0.element) })
            try Self.put(place + ".arrow") { temporary in try table.write(to: temporary, .arrow) }
        }
        let description = Description(form: form, vectors: vectors.count, parts: parts, rows: rows)
        let bytes = try JSONEncoder().encode(description)
        try Self.put(place + ".json") { temporary in try bytes.write(to: URL(fileURLWithPath: temporary)) }
    }

    private static func put(_ path: String, _ write: (_ temporary: String) throws -> Void) throws {
        let temporary = "\(path).\(UInt64.random(in: 0...UInt64.max)).tmp"
        do {
            try write(temporary)
            guard rename(temporary, path) == 0 else {
                throw LineageError("\(path) cannot be put in place: \(String(cString: strerror(errno)))")
            }
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Nil where the step left none: its rows are those of its inputs.
    static func read(from place: String) throws -> RowTrace? {
        guard let bytes = FileManager.default.contents(atPath: place + ".json") else { return nil }
        let description = try JSONDecoder().decode(Description.self, from: bytes)
        guard description.vectors > 0 else {
            return RowTrace(description.form, parts: description.parts, rows: description.rows)
        }
        let table = try FileReader(.arrow, pattern: place + ".arrow").read()
        return RowTrace(description.form, table.columns, parts: description.parts, rows: description.rows)
    }
}

extension RowTrace {
    /// The rows of a side that some of the rows made come from.
    func origins(of rows: RowSet, side: Int = 0) throws -> RowSet {
        guard case .some(let wanted) = rows else { return .all }
        switch form {
        case .same: return rows
        case .all: return .all
        case .sides:
            guard vectors.indices.contains(side) else { return .all }
            let found = try vectors[side].take(rows: wanted).int64s()
            return RowSet(found.compactMap { $0.map { Int($0) } })
        case .groups: return try members(of: Set(wanted.map { Int64($0) }))
        case .partitions:
            return try members(of: Set(try vectors[0].take(rows: wanted).int64s().compactMap(\.self)))
        }
    }

    /// The rows that the vector gives one of these numbers.
    private func members(of numbers: Set<Int64>) throws -> RowSet {
        try vectors[0].withInt64s { values in
            .some((0..<values.count).filter { values.isValid($0) && numbers.contains(values[$0]) })
        }
    }

    /// Of rows that went in, those of each part, counted from its own first.
    func divided(_ rows: RowSet) -> [(part: Part, rows: RowSet)] {
        guard case .some(let all) = rows else { return parts.map { ($0, .all) } }
        var divided: [(part: Part, rows: RowSet)] = []
        var rest = all[...]
        var first = 0
        for part in parts {
            let own = rest.prefix { $0 < first + part.rows }
            rest = rest.dropFirst(own.count)
            divided.append((part, .some(own.map { $0 - first })))
            first += part.rows
        }
        return divided
    }
}

/// Some rows of a dataset, or all.
package enum RowSet: Sendable, Hashable {
    case all
    /// Ascending and distinct, from 0.
    case some([Int])

    init(_ rows: some Sequence<Int>) { self = .some(Array(Set(rows)).sorted()) }

    package var isEmpty: Bool { self == .some([]) }

    func union(_ other: RowSet) -> RowSet {
        guard case .some(let own) = self, case .some(let others) = other else { return .all }
        return own.isEmpty ? other : others.isEmpty || own == others ? self : RowSet(own + others)
    }

    /// Numbers in a row as a range each, counted from 1.
    package var ranges: [ClosedRange<Int>] {
        guard case .some(let rows) = self else { return [] }
        var ranges: [ClosedRange<Int>] = []
        for row in rows {
            if let last = ranges.last, last.upperBound == row {
                ranges[ranges.count - 1] = last.lowerBound...(row + 1)
            } else {
                ranges.append((row + 1)...(row + 1))
            }
        }
        return ranges
    }
}

extension RowSet: CustomStringConvertible {
    private static let rangesShown = 8

    /// `row 3`, `rows 3–5, 9`, `all rows`; counted from 1.
    package var description: String {
        guard case .some(let rows) = self else { return "all rows" }
        guard let first = rows.first else { return "no row" }
        if rows.count == 1 { return "row \(first + 1)" }
        let shown = ranges.prefix(Self.rangesShown).map { range in
            range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)–\(range.upperBound)"
        }
        let more = ranges.count > Self.rangesShown ? ", … (\(rows.count) rows)" : ""
        return "rows \(shown.joined(separator: ", "))\(more)"
    }
}

/// Why there is no lineage.
package struct LineageError: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}
