import Compute
import Plan

/// All that a worker process needs to know of an attempt at a step. It knows no plan, so a plan file may change while its run is
/// on, and nothing is planned or read twice.
struct StepOrder {
    struct Place {
        var name: String
        var type: DataType?
    }

    var label: String
    var work: StepWork
    var framework: FrameworkName
    var inputs: [Place]
    var outputs: [Place]
    /// Set for a `write`, whose index is 0 then.
    var output: OutputPlan?
    /// Where inputs lie.
    var pieces: [Piece]
    /// Of each input: which of the pieces, and what lies there.
    var data: [Input]
    /// The run's ADBC drivers, for steps that may need them.
    var drivers: [String: String]
    /// In the place of the run's own in the names of unfinished files, so that no two attempts write the same. Empty for a step that
    /// writes none.
    var stagingID: String
    var previewRows: Int
    var describesResults: Bool
    /// What the step does about what it fits.
    var artifact: ArtifactUse
    /// See `StepContext.lineagePlace`.
    var lineage: String?

    /// By which outputs travel; nil: shared memory.
    var carrier: Carrier?

    enum Piece: Equatable {
        /// In memory: the bytes of a small piece.
        case copy([UInt8])
        /// In the memory of the next of the descriptors that go with the order.
        case descriptor
        /// With the run's service, which gives it for this ticket.
        case ticket(String)
    }

    /// The run's service, and the ticket under which it expects what the step makes.
    struct Carrier: Equatable {
        var address: String
        var ticket: String
    }

    struct Input {
        /// The piece.
        var memory: Int
        var layout: SharedData.Layout
    }

    init(
        _ step: Step, shared: StepContext.Shared, pieces: [Piece] = [], data: [Input], carrier: Carrier? = nil,
        stagingID: @autoclosure () -> String
    ) {
        let plan = shared.plan
        func place(_ slot: SlotID) -> Place { Place(name: plan[slot].name, type: plan[slot].type) }
        label = step.label
        work = step.work
        framework = step.framework
        inputs = step.inputs.map(place)
        outputs = step.outputs.map(place)
        if case .write(let index) = step.work {
            work = .write(output: 0)
            output = plan.outputs[index]
            output?.step = StepID(0)
            self.stagingID = stagingID()
        } else {
            self.stagingID = ""
        }
        self.pieces = pieces
        self.data = data
        self.carrier = carrier
        drivers = step.work.mayUseDrivers ? plan.run.drivers : [:]
        previewRows = shared.previewRows
        describesResults = shared.describesResults
        artifact = shared.artifacts.use(of: step.id)
        lineage = shared.lineage?.place(of: step.id)
    }

    /// The step, in a plan of its own.
    var alone: (step: Step, shared: StepContext.Shared) {
        let slots = (inputs + outputs).map {
            Slot(name: $0.name, dataset: DatasetID(0), producer: StepID(0), type: $0.type)
        }
        let step = Step(
            id: StepID(0), label: label, work: work, framework: framework,
            inputs: inputs.indices.map { SlotID($0) }, outputs: outputs.indices.map { SlotID(inputs.count + $0) },
            dependencies: [])
        var run = RunOptions()
        run.drivers = drivers
        let plan = ExecutionPlan(
            name: label, steps: [step], slots: ContiguousArray(slots),
            datasets: [DatasetPlan(name: label, framework: framework, creator: StepID(0))],
            outputs: output.map { [$0] } ?? [], run: run)
        let shared = StepContext.Shared(
            plan: plan, runID: stagingID, previewRows: previewRows, describesResults: describesResults,
            artifacts: ArtifactUses(artifact, by: step.id), lineage: lineage.map { .place($0) })
        return (step, shared)
    }
}

extension ArtifactUses {
    /// Of a plan of one step.
    fileprivate init(_ use: ArtifactUse, by step: StepID) {
        switch use {
        case .none: self = .none
        case .save: self = .save
        case .load(let file): self = .load([step: file])
        }
    }
}

extension StepWork {
    /// Whether it reads from a database or writes to one.
    fileprivate var mayUseDrivers: Bool {
        switch self {
        case .read, .query, .write, .transform: true
        default: false
        }
    }
}

/// What an engine says to a worker process that cannot have shared memory for what a step made.
enum CarrierOffer {
    case carrier(StepOrder.Carrier)
    /// There is none.
    case none(because: String)
}

/// What came of an attempt.
enum StepAnswer {
    case made(Product)
    case failed(Failure)

    struct Product {
        var outputs: [Data]
        var rows: Int
        var output: Output?
        var violation: CheckViolation?
        var removedRows: Int?
        /// What it fitted, where that is to be saved.
        var artifact: [UInt8]?
        var warnings: [String] = []
        /// Nanoseconds.
        var processorTime: UInt64
    }

    enum Data {
        /// What the step let through: one of its inputs.
        case input(Int)
        /// In these bytes; nil: in the next of the descriptors.
        case new(SharedData.Layout, copy: [UInt8]?)
        /// With the run's service, under the step's ticket and this number.
        case sent(SharedData.Layout, place: Int)
    }

    struct Output {
        var file: File
        var table: Data?
    }

    /// What was written, and how it begins.
    struct File: Codable {
        var temporary: String?
        var final: String?
        var preview: TablePreview
        var bytes: Int
    }

    /// An error with all that a message says of it.
    struct Failure: Codable {
        var code: ComputeError.Code?
        var message: String
        var file: String?
        var line: Int?
        var column: String?
        var value: String?

        init(_ error: any Error) {
            guard let error = error as? ComputeError else {
                message = "\(error)"
                return
            }
            (code, message, file, line) = (error.code, error.message, error.file, error.line)
            (column, value) = (error.column, error.value)
        }

        var error: ComputeError {
            ComputeError(code ?? .internal, message, file: file, line: line, column: column, value: value)
        }
    }
}
