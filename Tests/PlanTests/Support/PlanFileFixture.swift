import Testing

@testable import Plan

/// Decodes plans written in a test, as if they lay in `/plans/plan.yaml`.
enum PlanFileFixture {
    static func plan(_ text: String, parameters: [String: String] = [:]) throws -> PlanFile {
        try PlanFileDecoder.decode(text: text, path: "plan.yaml", folder: "/plans", parameters: parameters)
    }

    /// What is wrong with a plan, one message a line, without the file's name; nothing for a plan that decodes.
    static func errors(_ text: String, parameters: [String: String] = [:]) -> [String] {
        do {
            _ = try plan(text, parameters: parameters)
            return []
        } catch let error as PlanError {
            return error.diagnostics.map {
                $0.description.replacing("plan.yaml:", with: "", maxReplacements: 1).replacing(
                    "error: ", with: "", maxReplacements: 1)
            }
        } catch {
            return ["\(error)"]
        }
    }

    /// A position in the fixture's file.
    static func at(_ line: Int, _ column: Int) -> SourcePosition {
        SourcePosition(file: "plan.yaml", line: line, column: column)
    }
}

/// A plan and the one message it earns; reads as a row of a table.
struct BadPlan: Sendable, CustomTestStringConvertible {
    let text: String
    let message: String

    init(_ text: String, _ message: String) {
        self.text = text
        self.message = message
    }

    var testDescription: String { text }
}
