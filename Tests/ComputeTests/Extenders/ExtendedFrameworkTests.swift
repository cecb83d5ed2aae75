import Columnar
import Compute
import Plan
import Testing

/// Extenders around the steps of a framework.
@Suite("Extended frameworks")
struct ExtendedFrameworkTests {
    private static let double = StepWork.compute(
        FeatureCall(
            group: "arithmetic", operation: "multiply_constant", options: ["constant": .int(2)], inputCount: 1))

    private func run(
        _ extenders: [any StepExtender], _ work: StepWork = double, _ values: [Int64?] = [1, 2, nil]
    ) throws -> StepProduct {
        let framework = try #require([ArrowFramework()].extended(by: extenders).first)
        return try StepRunner(framework: framework, outputNames: ["y"]).perform(work, [Column(int64s: values)])
    }

    @Test("without extenders a framework is what it was")
    func none() {
        #expect([ArrowFramework() as any PortableFramework].extended(by: [])[0] is ArrowFramework)
    }

    @Test("the higher priority is around the lower; of equals the first registered")
    func order() throws {
        let calls = Calls()
        func named(_ name: String, _ priority: Int) -> Around {
            Around(name, priority: priority) { _, work in
                calls.add("> \(name)")
                defer { calls.add("< \(name)") }
                return try work()
            }
        }
        let product = try run([named("a", 1), named("b", 5), named("c", 1)])
        #expect(calls.all == ["> b", "> a", "> c", "< c", "< a", "< b"])
        #expect(try product.column(0).int64s() == [2, 4, nil])
        #expect(product.warnings.isEmpty)
    }

    @Test("an extender may put another result in place, and need not have the work done")
    func replaces() throws {
        let product = try run([
            Around("constant") { _, _ in
                StepProduct(outputs: [FeatureData.column(try Column(int64s: [7, 7, 7]))], rows: 3)
            }
        ])
        #expect(try product.column(0).int64s() == [7, 7, 7])
    }

    @Test("with `fail` its error is the step's, and names both")
    func fails() {
        let said = message {
            _ = try run([
                Around("audit") { _, work in
                    _ = try work()
                    throw Stumble()
                }
            ])
        }
        #expect(said == "the extender 'audit' failed at “test”: it stumbled")
    }

    @Test(
        "with `warn` the step gives what it gives without it, and does nothing twice",
        arguments: [true, false])
    func warns(isAfter: Bool) throws {
        let calls = Calls()
        let counting = Around("count", priority: -1) { _, work in
            calls.add("work")
            return try work()
        }
        let product = try run([
            Around("audit", policy: .warn) { _, work in
                if isAfter { _ = try work() }
                throw Stumble()
            }, counting,
        ])
        #expect(try product.column(0).int64s() == [2, 4, nil])
        #expect(
            product.warnings == ["the extender 'audit' failed at “test”, which is as it would be without: it stumbled"])
        #expect(calls.all == ["work"])
    }

    @Test("with `warn` changed work that went well is not taken for the step's")
    func warnsAfterChangedWork() throws {
        let product = try run([
            Around("changer", policy: .warn) { step, work in
                _ = try work(step, inputs: [FeatureData.column(Column(int64s: [9]))])
                throw Stumble()
            }
        ])
        #expect(try product.column(0).int64s() == [2, 4, nil])
        #expect(product.warnings.count == 1)
    }

    @Test(
        "what the work throws is the step's own failure, whatever the extender makes of it",
        arguments: ExtenderFailurePolicy.allCases)
    func workFails(policy: ExtenderFailurePolicy) {
        let modulo = StepWork.compute(
            FeatureCall(
                group: "arithmetic", operation: "modulo_constant", options: ["constant": .int(0)], inputCount: 1))
        let plain = message { _ = try run([], modulo) }
        let wrapped = message {
            _ = try run(
                [
                    Around("audit", policy: policy) { _, work in
                        do { return try work() } catch { throw Stumble() }
                    }
                ], modulo)
        }
        #expect(plain != nil)
        #expect(wrapped == plain)
    }

    @Test("an extender may recover from a failure of the work")
    func recovers() throws {
        let modulo = StepWork.compute(
            FeatureCall(
                group: "arithmetic", operation: "modulo_constant", options: ["constant": .int(0)], inputCount: 1))
        let product = try run(
            [
                Around("nulls") { _, work in
                    do {
                        return try work()
                    } catch {
                        return StepProduct(outputs: [FeatureData.column(try Column(int64s: [nil, nil, nil]))], rows: 3)
                    }
                }
            ], modulo)
        #expect(try product.column(0).int64s() == [nil, nil, nil])
    }

    @Test("warnings of several extenders all arrive")
    func severalWarnings() throws {
        let product = try run(
            ["a", "b"].map { name in
                Around(name, policy: .warn) { _, work in
                    _ = try work()
                    throw Stumble()
                }
            })
        #expect(product.warnings.count == 2)
        #expect(try product.column(0).int64s() == [2, 4, nil])
    }
}

private struct Around: StepExtender {
    let name: String
    let priority: Int
    let failurePolicy: ExtenderFailurePolicy
    let body: @Sendable (Step, ExtendedWork) throws -> StepProduct

    init(
        _ name: String, priority: Int = 0, policy: ExtenderFailurePolicy = .fail,
        _ body: @escaping @Sendable (Step, ExtendedWork) throws -> StepProduct
    ) {
        self.name = name
        self.priority = priority
        failurePolicy = policy
        self.body = body
    }

    func perform(
        _ step: Step, inputs: [any SlotData], context: StepContext, around work: ExtendedWork
    ) throws -> StepProduct { try body(step, work) }
}

private struct Stumble: Error, CustomStringConvertible {
    var description: String { "it stumbled" }
}

private final class Calls: @unchecked Sendable {
    // Sendable: one thread's own in these tests.
    private(set) var all: [String] = []
    func add(_ call: String) { all.append(call) }
}
