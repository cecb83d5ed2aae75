import Compute
import Plan

/// Puts a plan together step by step. Unless said otherwise each step fills one slot of a dataset of its own.
struct PlanBuilder {
    private(set) var steps: ContiguousArray<Step> = []
    private(set) var slots: ContiguousArray<Slot> = []
    private(set) var datasets: ContiguousArray<DatasetPlan> = []
    private(set) var outputs: [OutputPlan] = []

    /// A step that reads the first slot of each step in `after`, or `reads`.
    @discardableResult
    mutating func step(
        _ label: String, after: [StepID] = [], reads: [SlotID]? = nil, makes: Int = 1, in dataset: DatasetID? = nil,
        framework: FrameworkName = "fake", work: StepWork = .rowNumber, retries: RetryPolicy? = nil,
        timeout: Duration? = nil
    ) -> StepID {
        let id = StepID(steps.count)
        let inputs = reads ?? after.compactMap { steps[Int($0.index)].outputs.first }
        var made: [SlotID] = []
        if makes > 0 {
            let target = dataset ?? DatasetID(datasets.count)
            if dataset == nil { datasets.append(DatasetPlan(name: label, framework: framework, creator: id)) }
            for number in 0..<makes {
                made.append(SlotID(slots.count))
                let name = makes == 1 ? label : "\(label).\(number)"
                slots.append(Slot(name: name, dataset: target, producer: id, type: nil))
            }
        }
        let producers = Set(inputs.map { slots[Int($0.index)].producer } + after).sorted()
        steps.append(
            Step(
                id: id, label: label, work: work, framework: framework, inputs: inputs, outputs: made,
                dependencies: producers, timeout: timeout, retries: retries))
        return id
    }

    /// An output of the first slot of `step`; a path makes it a file, a table's name one of a database `NAME.db`.
    @discardableResult
    mutating func write(_ name: String, of step: StepID, to path: String? = nil, into table: String? = nil) -> StepID {
        let id = self.step("write \(name)", after: [step], makes: 0, work: .write(output: outputs.count))
        var target = path.map { OutputDeclaration.Target.file(path: $0, written: name + ".csv", format: .csv) }
        if let table {
            target = .table(.init(.sqlite(path: "/\(name).db", written: name + ".db"), table: table, mode: .create))
        }
        outputs.append(OutputPlan(name: name, step: id, columns: ["x"], target: target))
        return id
    }

    @discardableResult
    mutating func check(_ rule: String, of step: StepID, severity: CheckDeclaration.Severity = .error) -> StepID {
        self.step(
            "check \(rule)", after: [step], makes: 0,
            work: .check(CheckWork(description: rule, rule: .unique, severity: severity)))
    }

    func slots(of step: StepID) -> [SlotID] { steps[Int(step.index)].outputs }
    func slot(of step: StepID) -> SlotID { steps[Int(step.index)].outputs[0] }
    func dataset(of step: StepID) -> DatasetID { slots[Int(slot(of: step).index)].dataset }

    var plan: ExecutionPlan {
        ExecutionPlan(name: "test", steps: steps, slots: slots, datasets: datasets, outputs: outputs)
    }

    /// Steps that depend on others as `dependencies` says, by index.
    static func graph(_ dependencies: [[Int]]) -> PlanBuilder {
        var builder = PlanBuilder()
        for (index, list) in dependencies.enumerated() { builder.step("s\(index)", after: list.map { StepID($0) }) }
        return builder
    }
}
