import Columnar
import Compute

/// The inputs of an attempt at a step as they go to its worker process. They stay as they are for as long as this is kept.
struct PackedInputs {
    private(set) var pieces: [StepOrder.Piece] = []
    private(set) var data: [StepOrder.Input] = []
    /// What a step may let through.
    private(set) var kept: [any SlotData] = []
    /// Those of the pieces, borrowed.
    private(set) var descriptors: [Int32] = []
    /// Set where data travel by a service.
    private(set) var consignment: Consignment?
    private var places: [ObjectIdentifier: Int] = [:]

    /// - Throws: where it cannot cross to another process, by no way that there is.
    mutating func add(_ input: any SlotData, of framework: any PortableFramework, by carriage: DataCarriage) throws {
        var service = carriage.service
        if service == nil {
            do {
                return add(try framework.share(input))
            } catch {
                // What is no columns could not travel any other way either.
                guard ColumnarData(input) != nil else { throw error }
                service = try carriage.change(because: "\(error)")
            }
        }
        guard let service else { return }
        try add(input, of: framework, to: service)
    }

    /// Returns what is to be told to the worker.
    @discardableResult
    mutating func consign(to service: DataCarriage.Service) -> StepOrder.Carrier {
        let consignment = consignment ?? Consignment(service)
        self.consignment = consignment
        return StepOrder.Carrier(address: consignment.address, ticket: consignment.ticket)
    }

    var carrier: StepOrder.Carrier? {
        consignment.map { StepOrder.Carrier(address: $0.address, ticket: $0.ticket) }
    }

    private mutating func add(_ shared: SharedData) {
        let key = ObjectIdentifier(shared.memory)
        let place = places[key] ?? pieces.count
        if place == pieces.count {
            places[key] = place
            if let copy = shared.memory.copy {
                pieces.append(.copy(copy))
            } else {
                pieces.append(.descriptor)
                if let descriptor = shared.memory.descriptor { descriptors.append(descriptor) }
            }
        }
        data.append(StepOrder.Input(memory: place, layout: shared.layout))
        kept.append(shared)
    }

    private mutating func add(
        _ input: any SlotData, of framework: any PortableFramework, to service: DataCarriage.Service
    ) throws {
        let shared = input as? SharedData
        if let shared, shared.memory.copy != nil { return add(shared) }
        guard let columns = ColumnarData(try shared.map { try framework.map($0) } ?? input) else {
            throw ComputeError(.internal, "\(type(of: input)) of \(framework.name) is no columns, so it cannot travel")
        }
        if let (memory, sizes) = try Column.copyOfSmall(columns.columns) {
            return add(SharedData(memory, columns.layout(sizes: sizes)))
        }
        consign(to: service)
        guard let ticket = consignment?.lend(try columns.table) else { return }
        data.append(StepOrder.Input(memory: pieces.count, layout: columns.layout()))
        pieces.append(.ticket(ticket))
        kept.append(input)
    }
}
