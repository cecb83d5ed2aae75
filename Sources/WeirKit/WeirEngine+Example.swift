import Compute
import Plan

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension WeirEngine {
    /// The worked example in a feature group's documentation: what it says comes out, and what does. For the group's test.
    ///
    /// - Parameter name: of a group that adds a column to rows.
    /// - Throws: where there is no such group, or the example is no plan that runs.
    public func example(of name: String) async throws -> (documented: String, computed: String) {
        guard let group = parts.groups[name] else {
            throw WeirError(messages: ["error: there is no feature group '\(name)'"])
        }
        let example = group.documentation.example
        let folder = FileManager.default.temporaryDirectory.appending(path: "weir-example-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let plan = """
            sources: {input: {csv: input.csv}}
            outputs: {result: {features: [\(example.feature)], to: result.csv}}
            """
        try Data(example.input.utf8).write(to: folder.appending(path: "input.csv"))
        try Data(plan.utf8).write(to: folder.appending(path: "plan.yaml"))
        let path = folder.appending(path: "plan.yaml").path
        let outcome = try await WeirRun(WeirPlan(path: path, engine: self)).run()
        guard outcome == .succeeded else { throw WeirError(messages: ["error: the example of '\(name)': \(outcome)"]) }
        let result = try Data(contentsOf: folder.appending(path: "result.csv"))
        return (example.output, String(decoding: result, as: UTF8.self))
    }
}
