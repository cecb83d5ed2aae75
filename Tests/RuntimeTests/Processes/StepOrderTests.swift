import Compute
import Plan
import Testing

@testable import Runtime

/// Orders say all that a step needs, and say it back.
@Suite struct StepOrderTests {
    private func carried(_ order: StepOrder) throws -> StepOrder {
        try StepOrder(wireBytes: order.wireBytes)
    }

    @Test func aStepArrivesWithItsNamesAndTypes() throws {
        var builder = PlanBuilder()
        let a = builder.step("a")
        let b = builder.step(
            "b", after: [a],
            work: .compute(FeatureCall(group: "scaling", operation: "standard_scaled", inputCount: 1)))
        let shared = StepContext.Shared(plan: builder.plan, runID: "r", previewRows: 3)
        let order = try carried(StepOrder(builder.plan[b], shared: shared, data: [], stagingID: "id"))
        let (step, own) = order.alone
        #expect(step.label == "b")
        #expect(step.inputs.map { own.plan[$0].name } == ["a"])
        #expect(step.outputs.map { own.plan[$0].name } == ["b"])
        #expect(own.previewRows == 3)
        guard case .compute(let call) = step.work else {
            Issue.record("a computation became \(step.work)")
            return
        }
        #expect(call.group == "scaling")
        #expect(call.operation == "standard_scaled")
    }

    @Test(
        arguments: [
            nil, .bool, .int32, .int64, .float32, .float64, .decimal(precision: 38, scale: 10), .string, .binary, .date,
            .timestamp,
        ] as [DataType?])
    func everyTypeArrives(type: DataType?) throws {
        var builder = PlanBuilder()
        let step = builder.step("a")
        let shared = StepContext.Shared(plan: builder.plan, runID: "r")
        var order = StepOrder(builder.plan[step], shared: shared, data: [], stagingID: "id")
        order.outputs[0].type = type
        let (alone, own) = try carried(order).alone
        #expect(own.plan[alone.outputs[0]].type == type)
    }

    @Test func aStepTakesItsOwnArtifactAlong() throws {
        var builder = PlanBuilder()
        let (a, b) = (builder.step("a"), builder.step("b"))
        func use(of step: StepID, _ uses: ArtifactUses) throws -> ArtifactUse {
            let shared = StepContext.Shared(plan: builder.plan, runID: "r", artifacts: uses)
            let order = try carried(StepOrder(builder.plan[step], shared: shared, data: [], stagingID: "id"))
            let (step, own) = order.alone
            return StepContext(own, observer: nil).artifactUse(of: step.id)
        }
        #expect(try use(of: b, .none) == .none)
        #expect(try use(of: b, .save) == .save)
        #expect(try use(of: b, .load([a: [1], b: [2, 0, 3]])) == .load([2, 0, 3]))
        #expect(try use(of: b, .load([a: [1]])) == .none)
    }

    @Test func aWriteTakesItsOutputAlong() throws {
        var builder = PlanBuilder()
        builder.write("w", of: builder.step("a"), to: "/out/x.csv")
        let x = builder.step("b")
        let write = builder.write("x", of: x, to: "/out/y.csv")
        let shared = StepContext.Shared(plan: builder.plan, runID: "r")
        let order = try carried(
            StepOrder(
                builder.plan[write], shared: shared, data: [], stagingID: shared.stagingID(of: write, attempt: 2)))
        let (step, own) = order.alone
        #expect(own.runID == "r-\(write.index)-2")
        guard case .write(let output) = step.work else {
            Issue.record("a write became \(step.work)")
            return
        }
        #expect(own.plan.outputs.map(\.name) == ["x"])
        #expect(own.plan.outputs[output].filePath == "/out/y.csv")
    }

    @Test(arguments: [Double.infinity, -Double.infinity, Double.nan, 0.1, -0.0])
    func everyNumberArrivesAsItWas(value: Double) throws {
        var builder = PlanBuilder()
        let step = builder.step(
            "a",
            work: .compute(
                FeatureCall(group: "g", operation: "o", options: ["value": .double(value)], inputCount: 0)))
        let shared = StepContext.Shared(plan: builder.plan, runID: "r")
        let order = try carried(StepOrder(builder.plan[step], shared: shared, data: [], stagingID: "id"))
        guard case .compute(let call) = order.work, case .double(let arrived) = call.options["value"] else {
            Issue.record("the option is lost")
            return
        }
        #expect(arrived.bitPattern == value.bitPattern || (arrived.isNaN && value.isNaN))
    }

    /// As deep as the parser lets them be.
    @Test func longExpressionsArrive() throws {
        let chain = "x" + String(repeating: " + 1", count: 60)
        let nested = String(repeating: "abs(", count: 60) + "x" + String(repeating: ")", count: 60)
        for text in [chain, nested] {
            let expression = try ParsedExpression(text)
            var builder = PlanBuilder()
            let a = builder.step("a")
            let step = builder.step(
                "f", after: [a],
                work: .check(CheckWork(description: text, rule: .predicate(expression), severity: .error)))
            let shared = StepContext.Shared(plan: builder.plan, runID: "r")
            let order = try carried(StepOrder(builder.plan[step], shared: shared, data: [], stagingID: "id"))
            guard case .check(let work) = order.work, case .predicate(let arrived) = work.rule else {
                Issue.record("the expression is lost")
                return
            }
            #expect(arrived == expression)
        }
    }

    @Test func errorsArriveWithAllThatAMessageSays() throws {
        let error = ComputeError(.file, "no", file: "a.csv", line: 3, column: "x", value: "y")
        let answer = StepAnswer.failed(StepAnswer.Failure(error))
        let carried = try StepAnswer(wireBytes: answer.wireBytes)
        guard case .failed(let failure) = carried else {
            Issue.record("a failure became a success")
            return
        }
        #expect("\(failure.error)" == "\(error)")
        #expect(failure.error.code == error.code)
    }

    @Test func whatAStepMadeArrives() throws {
        let layouts = [
            SharedData.Layout(form: .column, rowCount: 3, sizes: [64]),
            SharedData.Layout(form: .family(suffixes: ["a", ""]), rowCount: 0, sizes: [64, 128]),
            SharedData.Layout(form: .table(names: ["é"]), rowCount: 1, sizes: [64]),
        ]
        var product = StepAnswer.Product(
            outputs: layouts.map { .new($0, copy: nil) } + [.new(layouts[0], copy: [1, 2]), .input(7)], rows: 3,
            processorTime: .max)
        product.removedRows = 0
        product.warnings = ["the extender 'é' failed", ""]
        product.output = StepAnswer.Output(
            file: StepAnswer.File(
                temporary: "/t", final: "/f", preview: TablePreview(columns: [], rows: [], rowCount: 3), bytes: 9),
            table: .new(layouts[2], copy: []))
        product.violation = CheckViolation(failedRows: 1, totalRows: 2, sample: nil)
        guard case .made(let arrived) = try StepAnswer(wireBytes: StepAnswer.made(product).wireBytes) else {
            Issue.record("a success became a failure")
            return
        }
        #expect("\(arrived)" == "\(product)")
    }

    @Test(arguments: [LineageTarget.folder("/l"), .place("/l/s4"), nil])
    func whereAStepLeavesItsLineageArrives(_ target: LineageTarget?) throws {
        var builder = PlanBuilder()
        let a = builder.step("a")
        let step = builder.step("b", after: [a])
        let shared = StepContext.Shared(plan: builder.plan, runID: "r", lineage: target)
        let (alone, own) = try carried(StepOrder(builder.plan[step], shared: shared, data: [], stagingID: "id")).alone
        let context = StepContext(own, observer: nil)
        #expect(context.lineagePlace(of: alone.id) == StepContext(shared, observer: nil).lineagePlace(of: step))
    }

    /// Of a whole order, every beginning and every byte changed: an error or another order, but never a crash.
    @Test func brokenOrdersAreRefusedOrHarmless() throws {
        var builder = PlanBuilder()
        let a = builder.step("a")
        let step = builder.step("b", after: [a], work: .compute(FeatureCall(group: "g", operation: "o", inputCount: 1)))
        let shared = StepContext.Shared(plan: builder.plan, runID: "r")
        let input = StepOrder.Input(memory: 0, layout: SharedData.Layout(form: .column, rowCount: 3, sizes: [64]))
        let order = StepOrder(
            builder.plan[step], shared: shared, pieces: [.copy([1, 2, 3]), .descriptor, .ticket("input 1")],
            data: [input], carrier: StepOrder.Carrier(address: "grpc+unix:///s", ticket: "step 2"), stagingID: "id")
        let arrived = try carried(order)
        #expect(arrived.pieces == order.pieces && arrived.carrier == order.carrier)
        let bytes = try order.wireBytes
        for count in bytes.indices {
            #expect(throws: RunFault.self) { try StepOrder(wireBytes: Array(bytes[..<count])) }
            for value in [0, 1, 0x7F, 0xFF] as [UInt8] {
                var broken = bytes
                broken[count] = value
                _ = try? StepOrder(wireBytes: broken)
            }
        }
        #expect(throws: RunFault.self) { try StepOrder(wireBytes: bytes + [0]) }
    }

    @Test func nonsenseIsSaidToBeNonsense() {
        #expect {
            try StepAnswer(wireBytes: Array("hello, what is this?".utf8))
        } throws: { "\($0)".contains("cannot be understood") }
    }
}
