import Columnar
import Compute
import Foundation
import Lineage
import Plan
import TestFolders

/// A plan whose steps were performed one after another with the recorder around them.
struct TracedPlan {
    let plan: ExecutionPlan
    private let folder: TestFolder
    /// Of the outputs, which have no files.
    private(set) var tables: [String: Table] = [:]

    init(_ text: String, _ files: [String: String], frameworks own: [String] = []) throws {
        folder = try TestFolder(files)
        try FileManager.default.createDirectory(atPath: folder.path + "/traces", withIntermediateDirectories: false)
        var file = try PlanFileDecoder.decode(text: text, path: "plan.yaml", folder: folder.path)
        if !own.isEmpty {
            let position = SourcePosition(file: "plan.yaml", line: 1, column: 1)
            file.run.frameworks = own.map { Located($0, at: position) }
        }
        let sources = InspectedSources()
        plan = try FrameworkAssignment.apply(
            to: Planner.plan(file, sources: sources, features: BuiltInCatalog(), queries: EngineCatalog()),
            engines: EngineCatalog(), sources: sources)
        try run()
    }

    private var traces: LineageTarget { .folder(folder.path + "/traces") }

    private mutating func run() throws {
        let plain: [any PortableFramework] = [ArrowFramework(), RowsFramework()]
        let frameworks = plain.extended(by: [LineageRecorder()])
        let shared = StepContext.Shared(plan: plan, runID: "1", lineage: traces)
        let context = StepContext(shared, observer: nil)
        var slots: [SlotID: any SlotData] = [:]
        for step in plan.steps {
            guard let framework = frameworks.first(where: { $0.name == step.framework }) else {
                throw TestFailure("there is no framework \(step.framework)")
            }
            let inputs = try step.inputs.map { slot in
                guard let data = slots[slot] else { throw TestFailure("\(plan[slot].name) is missing") }
                return data
            }
            let product = try framework.perform(step, inputs: inputs, context: context)
            let bare = plain.first { $0.name == step.framework }
            guard product.outputs.count == step.outputs.count else { throw TestFailure("\(step.label) made too much") }
            if step.work.kind != .write, let bare {
                try compare(product, bare.perform(step, inputs: inputs, context: StepContext(plan: plan)), step)
            }
            for (slot, data) in zip(step.outputs, product.outputs) { slots[slot] = data }
            if case .write(let index) = step.work {
                tables[plan.outputs[index].name] = (product.output?.table as? TableData)?.table
            }
        }
    }

    /// The recorder changes nothing of what a step gives.
    private func compare(_ traced: StepProduct, _ bare: StepProduct, _ step: Step) throws {
        let arrow = ArrowFramework()
        let columns = try (arrow.features(of: traced.outputs), arrow.features(of: bare.outputs))
        guard zip(columns.0, columns.1).allSatisfy({ $0.columns == $1.columns }), traced.rows == bare.rows,
            bare.removedRows == nil || traced.removedRows == bare.removedRows
        else { throw TestFailure("\(step.label) gives something else when its rows are traced") }
    }

    func graph(_ output: String, _ column: String, row: Int? = nil) throws -> LineageGraph {
        guard let found = plan.outputs.first(where: { $0.name == output }),
            let index = found.columns.firstIndex(of: column)
        else { throw TestFailure("there is no \(output).\(column)") }
        return try LineageWalk.graph(of: plan, output: found, column: index, row: row, traces: traces)
    }

    /// The rows of a source that a row of an output's feature comes from, by its values; from 0.
    func rows(of source: String, behind output: String, _ column: String, row: Int) throws -> RowSet? {
        let graph = try graph(output, column, row: row)
        var found: RowSet?
        for node in graph.nodes {
            guard let origin = node.origin, origin.source == source, origin.column == column.sourceColumn else {
                continue
            }
            for file in origin.files ?? [] { found = file.rows }
        }
        return found
    }
}

extension String {
    /// The column at the bottom of a feature's name.
    fileprivate var sourceColumn: String {
        let name = firstRange(of: "__").map { String(self[..<$0.lowerBound]) } ?? self
        return name.lastIndex(of: ".").map { String(name[name.index(after: $0)...]) } ?? name
    }
}

struct TestFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
