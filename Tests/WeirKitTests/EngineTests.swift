import Foundation
import TestFolders
import Testing
import WeirKit

@testable import Tutorial

/// What a program adds to the engine, in this process.
@Suite struct EngineTests {
    private static let sales = "town,amount\nBern,2\nBasel,\nBern,4\nChur,6\n"

    private func folder(_ features: String, _ rest: String = "") throws -> TestFolder {
        try TestFolder([
            "sales.csv": Self.sales,
            "plan.yaml": """
            sources:
              sales: {csv: sales.csv}
            outputs:
              out: {features: [\(features)], to: out/out.csv}
            \(rest)
            """,
        ])
    }

    private func plan(_ features: String, _ engine: WeirEngine, _ rest: String = "") throws -> (TestFolder, WeirPlan) {
        let folder = try folder(features, rest)
        return (folder, try WeirPlan(path: folder.path + "/plan.yaml", engine: engine))
    }

    private func messages(_ body: () throws -> Void) -> [String] {
        do {
            try body()
            return []
        } catch let error as WeirError {
            return error.messages
        } catch {
            return ["\(error)"]
        }
    }

    @Test func aGroupsFeaturesStandAmongTheOthers() async throws {
        let engine = try WeirEngine(groups: [Clipping()])
        let (folder, plan) = try plan(
            "{name: amount__mean_imputed__clipped, options: {highest: 5}, as: y}", engine, "run: {frameworks: [arrow]}")
        #expect(await (try WeirRun(plan)).run() == .succeeded)
        #expect(try folder.text(of: "out/out.csv") == "y\n2.0\n4.0\n4.0\n5.0\n")
    }

    @Test func withoutTheGroupThereIsNoSuchFeature() throws {
        let said = messages { _ = try plan("amount__clipped", .standard) }
        #expect(said.count == 1)
        #expect(said.first?.contains("plan.yaml:4:20: error: ") == true)
    }

    @Test func whatTheGroupRefusesIsAnErrorWithItsPlace() throws {
        let engine = try WeirEngine(groups: [Clipping()])
        func said(_ feature: String) -> String { messages { _ = try plan(feature, engine) }.joined() }
        #expect(
            said("{name: amount__clipped, options: {lowest: 5, highest: 3}}").contains(
                "lowest (5.0) is above highest (3.0); swap them"))
        #expect(said("town__clipped").contains("clipped does not work on string values; it takes numbers"))
        #expect(said("{name: amount__clipped, options: {higest: 3}}").contains("did you mean 'highest'?"))
        #expect(said("{name: amount__clipped, options: {highest: much}}").contains("it takes a number"))
        #expect(said("amount__clipped__nothing").contains("plan.yaml:4:"))
    }

    @Test func twoOfAKindWithOneNameAreRefused() {
        let said = messages {
            _ = try WeirEngine(
                groups: [Clipping(), Clipping(), Named(name: "scaling")], frameworks: [PlainSwift(), PlainSwift()],
                extenders: [Audit(), Audit()])
        }
        #expect(
            said == [
                "error: there already is a feature group 'clipping'; give it another name",
                "error: there already is a feature group 'scaling'; give it another name",
                "error: there already is a compute framework 'plain_swift'; give it another name",
                "error: there already is an extender 'audit'; give it another name",
            ])
    }

    @Test func aGroupThatBreaksItsWordFailsTheStep() async throws {
        let engine = try WeirEngine(groups: [Broken(name: "few", rows: 1), Broken(name: "texts", type: .string)])
        for (feature, message) in [
            ("amount__few", "the feature group 'few' made 1 values for 4 rows"),
            ("amount__texts", "the feature group 'texts' made int64 values, but it promises string"),
        ] {
            let (folder, plan) = try plan(feature, engine)
            guard case .failed(let causes) = await (try WeirRun(plan)).run() else {
                Issue.record("\(feature) must fail")
                continue
            }
            #expect(causes.first == "step '\(feature)': \(message)")
            #expect(!FileManager.default.fileExists(atPath: folder.path + "/out/out.csv"))
        }
    }

    @Test func aFrameworkComputesWhatIsPinnedToIt() async throws {
        let engine = try WeirEngine(groups: [Clipping()], frameworks: [PlainSwift()])
        let (folder, plan) = try plan(
            "{name: amount__clipped, options: {highest: 3}, framework: plain_swift}", engine)
        #expect(await (try WeirRun(plan)).run() == .succeeded)
        #expect(try folder.text(of: "out/out.csv") == "amount__clipped\n2.0\n\n3.0\n3.0\n")
        let said = messages { _ = try self.plan("{name: amount__mean_imputed, framework: plain_swift}", engine) }
        #expect(said.joined().contains("plain_swift cannot do 'amount__mean_imputed'; without the pin arrow does it"))
    }

    @Test func anExtenderIsAroundFeaturesJoinsAndChecks() async throws {
        let seen = Seen()
        let engine = try WeirEngine(extenders: [Recorder(seen: seen)])
        let folder = try TestFolder([
            "sales.csv": Self.sales, "towns.csv": "town,people\nBern,130\nChur,40\n",
            "plan.yaml": """
            sources:
              sales: {csv: sales.csv}
              towns: {csv: towns.csv}
            links:
              - {join: left, left: sales, right: towns, on: town}
            checks:
              - {feature: amount, min: 0, severity: warn}
            outputs:
              out: {features: [amount__mean_imputed, people], to: out/out.csv}
            """,
        ])
        let plan = try WeirPlan(path: folder.path + "/plan.yaml", engine: engine)
        #expect(await (try WeirRun(plan)).run() == .succeeded)
        #expect(
            Set(seen.all) == [
                "calculate read sales (read, arrow): town, amount", "calculate read towns (read, arrow): town, people",
                "calculate amount__mean_imputed (missing_value, arrow): amount__mean_imputed",
                "join join sales⟕towns (left, arrow): amount__mean_imputed, people",
                "validate check amount >= 0 (check, arrow): ",
            ])
    }

    @Test func anExtenderMayPutOtherValuesInPlace() async throws {
        let engine = try WeirEngine(extenders: [Doubling()])
        let (folder, plan) = try plan("amount__mean_imputed", engine)
        #expect(await (try WeirRun(plan)).run() == .succeeded)
        #expect(try folder.text(of: "out/out.csv") == "amount__mean_imputed\n4.0\n8.0\n8.0\n12.0\n")
    }

    @Test func anExtenderThatStumblesWarnsOrFails() async throws {
        for policy in [WeirExtenderErrorPolicy.warn, .fail] {
            let engine = try WeirEngine(extenders: [Stumbling(onError: policy)])
            let (folder, plan) = try plan("amount__mean_imputed", engine)
            defer { withExtendedLifetime(folder) {} }
            let run = try WeirRun(plan)
            async let outcome = run.run()
            var warnings: [String] = []
            for await event in run.events where event.contains(#""event":"warning""#) { warnings.append(event) }
            let said = "the extender 'stumbling' failed at “amount__mean_imputed”"
            switch policy {
            case .warn:
                #expect(await outcome == .succeeded)
                #expect(warnings.count == 1)
                #expect(warnings.first?.contains("\(said), which is as it would be without: oh") == true)
            case .fail:
                #expect(await outcome == .failed(["step 'amount__mean_imputed': \(said): oh"]))
                #expect(warnings.isEmpty)
            }
        }
    }

    @Test func columnsGiveTheirValuesAndKeepTheirNulls() throws {
        let numbers = try WeirColumn(int64s: [1, nil, 3])
        #expect(numbers.count == 3)
        #expect(numbers.nullCount == 1)
        #expect(numbers.type == .int64)
        #expect(try numbers.doubles() == [1, nil, 3])
        #expect(try numbers.withInt64s { values in (0..<values.count).map { values[$0] } } == [1, nil, 3])
        #expect(try numbers.cast(to: .string).strings() == ["1", nil, "3"])
        #expect(try numbers.rows([2, 0]).int64s() == [3, 1])
        #expect(
            try WeirColumn(nulls: 2, type: .decimal(precision: 10, scale: 2)).type == .decimal(precision: 10, scale: 2))
        #expect(try WeirColumn(bools: [true, nil]).bools() == [true, nil])
        #expect(try WeirColumn(timestamps: [0]).type == .timestamp)
        #expect(throws: (any Error).self) { try WeirColumn(strings: ["many"]).cast(to: .int64) }
    }

    @Test func theExampleOfAGroupThatIsNotThereIsAnError() async throws {
        await #expect(throws: WeirError.self) { try await WeirEngine.standard.example(of: "clipping") }
        let example = try await WeirEngine.standard.example(of: "string")
        #expect(example.computed == example.documented)
    }
}

/// A group that is only a name.
private struct Named: WeirFeatureGroup {
    let documentation: WeirGroupDocumentation

    init(name: String) {
        documentation = WeirGroupDocumentation(
            name: name, title: name, grammar: "x__\(name)", summary: "Nothing.", nulls: "None.",
            example: (input: "x\n1\n", feature: "x__\(name)", output: "x__\(name)\n1\n"))
    }

    func inputs(of operation: String) -> WeirInputs? { nil }
    func resultType(of call: WeirFeatureCall, inputs: [WeirType?]) throws(WeirOptionError) -> WeirType? { nil }
    func calculate(_ call: WeirFeatureCall, inputs: [WeirColumn], rows: Int) throws -> WeirColumn { inputs[0] }
}

/// A group that gives other rows, or another type, than it says.
private struct Broken: WeirFeatureGroup {
    let documentation: WeirGroupDocumentation
    var rows: Int?
    var type: WeirType?

    init(name: String, rows: Int? = nil, type: WeirType? = nil) {
        documentation = Named(name: name).documentation
        self.rows = rows
        self.type = type
    }

    func inputs(of operation: String) -> WeirInputs? { operation == documentation.name ? .exactly(1) : nil }
    func resultType(of call: WeirFeatureCall, inputs: [WeirType?]) throws(WeirOptionError) -> WeirType? { type }
    func calculate(_ call: WeirFeatureCall, inputs: [WeirColumn], rows: Int) throws -> WeirColumn {
        try WeirColumn(int64s: Array(repeating: 1, count: self.rows ?? rows))
    }
}

private final class Seen: @unchecked Sendable {
    // Sendable: `lines` is used under `lock` only.
    private let lock = NSLock()
    private var lines: [String] = []
    func add(_ line: String) { lock.withLock { lines.append(line) } }
    var all: [String] { lock.withLock { lines } }
}

private struct Recorder: WeirExtender {
    let name = "recorder"
    let seen: Seen

    private func note(_ hook: String, _ step: WeirStep) {
        seen.add("\(hook) \(step.name) (\(step.group), \(step.framework)): \(step.features.joined(separator: ", "))")
    }

    func calculate(_ step: WeirStep, proceed: () throws -> WeirStepResult) throws -> WeirStepResult {
        note("calculate", step)
        return try proceed()
    }

    func validate(_ step: WeirStep, proceed: () throws -> WeirValidation) throws -> WeirValidation {
        note("validate", step)
        return try proceed()
    }

    func join(_ step: WeirStep, proceed: () throws -> WeirStepResult) throws -> WeirStepResult {
        note("join", step)
        return try proceed()
    }
}

private struct Doubling: WeirExtender {
    let name = "doubling"

    func calculate(_ step: WeirStep, proceed: () throws -> WeirStepResult) throws -> WeirStepResult {
        var result = try proceed()
        guard step.call?.group == "missing_value" else { return result }
        for index in result.features.indices {
            let feature = result.features[index]
            let doubled = try feature.column().doubles().map { $0.map { 2 * $0 } }
            result.features[index] = WeirFeature(name: feature.name, try WeirColumn(doubles: doubled))
        }
        return result
    }
}

private struct Stumbling: WeirExtender {
    struct Stumble: Error, CustomStringConvertible { let description = "oh" }
    let name = "stumbling"
    let onError: WeirExtenderErrorPolicy

    func calculate(_ step: WeirStep, proceed: () throws -> WeirStepResult) throws -> WeirStepResult {
        let result = try proceed()
        if step.call?.operation == "mean_imputed" { throw Stumble() }
        return result
    }
}
