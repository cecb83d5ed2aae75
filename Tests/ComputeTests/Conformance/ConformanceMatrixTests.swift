import Columnar
import Compute
import Foundation
import Plan
import Testing

/// Every framework against the framework rows, which is written from the definitions alone: the same values within 1e-9, in the same
/// order, or the same refusal.
@Suite("Conformance of the compute frameworks")
struct ConformanceMatrixTests {
    private static let frameworks: [FrameworkName] = [.rows, .arrow, .duckdb, .sqlite]
    /// Rows of the tables that each plan runs over.
    private static let sizes = [40, 1, 0]
    /// Each plan is planned, and its tables read, through connections of its own.
    private static let serverSizes = [40, 0]

    @Test("the matrix has no cell that differs")
    func matrix() throws {
        let seed = UInt64.random(in: 0..<1_000_000)
        func tables(hasNaN: Bool) throws -> [TestFolder] {
            try Self.sizes.enumerated().map { index, rows in
                let folder = try TestFolder()
                try ConformanceData.write(to: folder, rows: rows, seed: seed &+ UInt64(index), hasNaN: hasNaN)
                return folder
            }
        }
        let (whole, withoutNaN) = (try tables(hasNaN: true), try tables(hasNaN: false))
        let lines = ConformanceCase.all
        let server = try ConformanceServer(
            Array(zip(Self.sizes, whole)).filter { Self.serverSizes.contains($0.0) }.map { (rows: $0, folder: $1) })
        let found = Cells(count: lines.count)
        DispatchQueue.concurrentPerform(iterations: lines.count) { index in
            var cells = Self.cells(of: lines[index], whole, withoutNaN)
            if let server, cells.count == Self.frameworks.count {
                cells.append(Self.cell(of: lines[index], in: server))
            }
            found.set(cells, at: index)
        }
        let frameworks = Self.frameworks + (server == nil ? [] : [.postgresql])
        let matrix = ConformanceMatrix(frameworks: frameworks, lines: Array(zip(lines, found.all)))
        print("Conformance matrix, seed \(seed)\n\(matrix.text)")
        for (line, difference) in matrix.differences {
            Issue.record("seed \(seed), \(line.section), \(line.name): \(difference)\n\(line.plan)")
        }
        #expect(!matrix.text.contains("NO REASON"), "what a framework does not offer has a reason")
        // Of what a framework does not offer there is nothing to compare.
        #expect(matrix.count(of: .arrow) >= lines.count - 1, "arrow does all but SQL")
        #expect(
            matrix.count(of: .rows) >= lines.count - 4,
            "rows does all but sources, SQL, programs and casts to decimals")
        #expect(matrix.count(of: .duckdb) >= 80)
        #expect(matrix.count(of: .sqlite) >= 30)
        if server != nil { #expect(matrix.count(of: .postgresql) >= 30) }
    }

    @Test("rows has the groups that say so, and the matrix has lines of each")
    func groups() {
        let said = FeatureGroups.all.map(\.documentation).filter { $0.frameworks.contains(.rows) }.map(\.name)
        #expect(Set(said) == RowsFramework.groups)
        #expect(RowsFramework.groups.isSubset(of: ConformanceCase.all.map(\.section)))
    }

    /// What each framework does of a line, compared over all tables with rows; SQLite over those without NaN.
    private static func cells(
        of line: ConformanceCase, _ whole: [TestFolder], _ withoutNaN: [TestFolder]
    ) -> [ConformanceMatrix.Cell] {
        do {
            // Planned once; the files under the plan are another table's each time.
            let folder = try TestFolder()
            try whole[0].copyTables(to: folder)
            let plans = try frameworks.map { try ConformancePlan(line.plan, in: $0, folder) }
            // Arrow does every step but queries.
            let isOffered = plans.map { $0.elsewhere.count < plans[1].steps }
            var cells: [ConformanceMatrix.Cell] = plans.indices.map { index in
                let elsewhere = plans[index].elsewhere
                return elsewhere.isEmpty ? .same : isOffered[index] ? .partly(elsewhere) : .moved(elsewhere)
            }
            for (tables, isWithoutNaN) in [(whole, false), (withoutNaN, true)] {
                let compared = plans.indices.dropFirst().filter { (frameworks[$0] == .sqlite) == isWithoutNaN }
                for (rows, table) in zip(sizes, tables) {
                    // What is not offered is the same plan as that of Arrow.
                    let compared = compared.filter { isOffered[$0] || rows == sizes[0] }
                    if compared.isEmpty { continue }
                    try table.copyTables(to: folder)
                    let expected = try plans[0].answer()
                    if rows == sizes[0] && !isWithoutNaN {
                        let mustFail = line.section == ConformanceCase.failures
                        if (expected.failure != nil) != mustFail {
                            return [.differs("rows: \(expected.failure ?? "no failure")")]
                        }
                    }
                    for index in compared {
                        let found = try plans[index].answer()
                        if let difference = try TableComparison.difference(found, from: expected) {
                            cells[index] = .differs("\(frameworks[index]) over \(rows) rows: \(difference)")
                        }
                    }
                }
            }
            return cells
        } catch {
            return [.differs("\(error)")]
        }
    }

    /// What a server does of a line, compared with rows over the server's tables.
    private static func cell(of line: ConformanceCase, in server: ConformanceServer) -> ConformanceMatrix.Cell {
        var cell: ConformanceMatrix.Cell?
        var isOffered = false
        do {
            let folder = try TestFolder()
            for rows in serverSizes {
                let text = server.plan(line.plan, rows: rows)
                let plan = try ConformancePlan(text, in: .postgresql, folder)
                if cell == nil {
                    isOffered = try plan.elsewhere.count < ConformancePlan(text, in: .arrow, folder).steps
                    cell = plan.elsewhere.isEmpty ? .same : isOffered ? .partly(plan.elsewhere) : .moved(plan.elsewhere)
                }
                let expected = try ConformancePlan(text, in: .rows, folder).answer()
                if let difference = try TableComparison.difference(plan.answer(), from: expected) {
                    return .differs("postgresql over \(rows) rows: \(difference)")
                }
                if !isOffered { break }
            }
        } catch let error as PlanError {
            // Of columns that have other types there.
            return .moved(["the plan (\(error.diagnostics.map(\.message).joined(separator: "; ")))"])
        } catch {
            return .differs("postgresql: \(error)")
        }
        return cell ?? .differs("postgresql: no tables")
    }

    /// By line, from several threads.
    private final class Cells: @unchecked Sendable {  // Every access to `cells` holds the lock.
        private let lock = NSLock()
        private var cells: [[ConformanceMatrix.Cell]]

        init(count: Int) { cells = Array(repeating: [], count: count) }

        func set(_ line: [ConformanceMatrix.Cell], at index: Int) { lock.withLock { cells[index] = line } }
        var all: [[ConformanceMatrix.Cell]] { lock.withLock { cells } }
    }
}

extension TestFolder {
    fileprivate func copyTables(to other: TestFolder) throws {
        for name in ["t.parquet", "u.parquet"] {
            try Data(contentsOf: URL(fileURLWithPath: file(name))).write(to: URL(fileURLWithPath: other.file(name)))
        }
    }
}
