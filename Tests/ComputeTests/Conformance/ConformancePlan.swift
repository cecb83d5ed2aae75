import Columnar
import Compute
import Plan

/// A plan in one framework.
struct ConformancePlan {
    private let runner: PlanRunner
    /// Steps other than reading and writing that are not the framework's, with the reason.
    let elsewhere: [String]
    /// How many steps other than reading and writing there are.
    let steps: Int

    /// Prepares `plan`, which prefers nothing of its own, over the files in `folder`; its one output `o` has no file.
    init(_ plan: String, in framework: FrameworkName, _ folder: TestFolder) throws {
        runner = try PlanRunner(plan + "run: {frameworks: [\(framework)]}\n", in: folder.path)
        let work = runner.plan.steps.filter { step in
            switch step.work {
            // What goes into a read is done where the read is.
            case .read(let work): work.predicate != nil
            case .write, .check: false
            default: true
            }
        }
        steps = work.count
        let plan = runner.plan
        elsewhere = work.filter { $0.framework != framework }.map { step in
            "\(step.label) (\(Self.reason(for: step, framework, in: plan) ?? "NO REASON"))"
        }
    }

    /// Why the step is not the framework's.
    private static func reason(for step: Step, _ framework: FrameworkName, in plan: ExecutionPlan) -> String? {
        switch framework {
        case .rows: return RowsFramework.refusal(of: step, in: plan)
        case .arrow: return "a query is an SQL engine's"
        default: break
        }
        switch step.work {
        case .order: return "the features that share this order are arrow's"
        case .command: return "programs take and give Arrow streams"
        case .pick: return "a query has columns, not families of them"
        case .query: return "the plan names another engine"
        case .rowNumber, .transform, .check, .write: return "it is arrow's own"
        default: return plan.choices.first { $0.step == step.id }?.reason
        }
    }

    /// Over what is in the files now.
    func answer() throws -> ConformanceAnswer {
        var runner = runner
        do {
            try runner.run()
            return ConformanceAnswer(table: runner.tables["o"], failure: nil)
        } catch let error as ComputeError {
            return ConformanceAnswer(table: nil, failure: "\(error)")
        }
    }
}

/// The output's rows, or why there are none.
struct ConformanceAnswer {
    let table: Table?
    let failure: String?
}

/// Tables that are to be the same.
enum TableComparison {
    /// Relative; and absolute, for differences of values that are nearly equal.
    private static let relative = 1e-9
    private static let absolute = 1e-12

    /// The first difference, row by row, as text; nil: there is none.
    static func difference(_ found: ConformanceAnswer, from expected: ConformanceAnswer) throws -> String? {
        guard let table = found.table, let wanted = expected.table else {
            if found.table == nil && expected.table == nil { return nil }
            return "it \(found.failure.map { "fails (\($0))" } ?? "has an answer"), where rows "
                + (expected.failure.map { "fails (\($0))" } ?? "has an answer")
        }
        guard table.schema == wanted.schema else { return "its columns are \(table.schema), not \(wanted.schema)" }
        let columns = try table.columns.map { try $0.scalars() }
        let others = try wanted.columns.map { try $0.scalars() }
        for row in 0..<min(table.rowCount, wanted.rowCount) {
            for column in columns.indices where !isSame(columns[column][row], others[column][row]) {
                return "row \(row), column \(table.names[column]): it has \(columns[column][row]), rows has "
                    + "\(others[column][row]); the row of rows is \(others.map { "\($0[row])" }.joined(separator: ", "))"
            }
        }
        return table.rowCount == wanted.rowCount ? nil : "it has \(table.rowCount) rows, rows has \(wanted.rowCount)"
    }

    private static func isSame(_ a: Scalar, _ b: Scalar) -> Bool {
        switch (a, b) {
        case (.double(let a), .double(let b)):
            if a == b || (a.isNaN && b.isNaN) { return true }
            guard a.isFinite, b.isFinite else { return false }
            return abs(a - b) <= max(relative * max(abs(a), abs(b)), absolute)
        // Canonically equivalent texts are different.
        case (.string(let a), .string(let b)): return a.utf8.elementsEqual(b.utf8)
        default: return a == b
        }
    }
}
