import Columnar
import Compute
import Events
import Plan

extension LiveDatasets: DatasetDirectory {
    package func datasets() throws(DatasetFault) -> [DatasetDescription] {
        var found: [DatasetDescription] = []
        for index in plan.datasets.indices {
            let dataset = DatasetID(index)
            if let description = try description(of: dataset) { found.append(description) }
        }
        let put = state.withLock { state in state.put.names.compactMap { state.put[$0]?.entry } }
        return found + put.map(description)
    }

    package func describe(_ name: String) throws(DatasetFault) -> DatasetDescription {
        if let dataset = names[name] {
            guard let description = try description(of: dataset) else { throw absent(dataset) }
            return description
        }
        guard let (_, entry) = state.withLock({ $0.put[name] }) else { throw unknown(name) }
        return description(of: entry)
    }

    package func read(_ name: String) throws(DatasetFault) -> DatasetReading {
        if let dataset = names[name] { return try read(dataset) }
        let found = try state.withLock { state throws(DatasetFault) -> (PutDatasets.Key, Table)? in
            guard let (key, entry) = state.put[name] else { return nil }
            try Self.admitReader(&state)
            state.put.beginRead(key)
            return (key, entry.table)
        }
        guard let (key, table) = found else { throw unknown(name) }
        return DatasetReading(table) { [self] figures in
            let gone = state.withLock { state in
                state.readers -= 1
                return state.put.endRead(key)
            }
            tellRead(name, figures)
            if let gone { tellDropped(gone) }
        }
    }

    package func beginPut(_ name: String) throws(DatasetFault) -> any DatasetPut {
        if names[name] != nil {
            throw DatasetFault(.refused, "'\(name)' is a dataset of the plan; put yours under another name")
        }
        if name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) || name.utf8.count > 200 {
            throw DatasetFault(.invalid, "a dataset's name has at most 200 bytes and no control characters")
        }
        try state.withLock { state throws(DatasetFault) in
            guard state.isOpen else { throw Self.ending }
        }
        return ArrivingDataset(name, in: self)
    }

    package func drop(_ name: String) throws(DatasetFault) {
        if names[name] != nil {
            throw DatasetFault(.refused, "'\(name)' is a dataset of the plan, which drops it after its last consumer")
        }
        guard let removed = state.withLock({ $0.put.remove(name) }) else { throw unknown(name) }
        if let gone = removed.gone { tellDropped(gone) }
    }

    // MARK: The plan's

    private func read(_ dataset: DatasetID) throws(DatasetFault) -> DatasetReading {
        let slots = try state.withLock { state throws(DatasetFault) in
            let slots = present(dataset, state)
            guard !slots.isEmpty else { return slots }
            try Self.admitReader(&state)
            state.slots.beginRead(slots.map(\.slot))
            return slots
        }
        guard !slots.isEmpty else { throw absent(dataset) }
        let ids = slots.map(\.slot)
        do throws(DatasetFault) {
            return DatasetReading(try columns.table(dataset, slots)) { [self] in readEnded(dataset, ids, $0) }
        } catch {
            readEnded(dataset, ids, DatasetReadFigures())
            throw error
        }
    }

    /// Nil: nothing of it can be read.
    private func description(of dataset: DatasetID) throws(DatasetFault) -> DatasetDescription? {
        let (slots, told) = state.withLock { state in
            let slots = present(dataset, state)
            return (slots, slots.isEmpty ? DatasetDetails() : details(of: dataset, slots.map(\.slot), state))
        }
        guard !slots.isEmpty else { return nil }
        let table = try columns.table(dataset, slots)
        return DatasetDescription(
            name: names.name(of: dataset), table: table, bytes: table.byteCount, details: told)
    }

    private func present(_ dataset: DatasetID, _ state: State) -> [(slot: SlotID, data: any SlotData)] {
        slotsOfDataset[Int(dataset.index)].compactMap { slot in state.slots.data(of: slot).map { (slot, $0) } }
    }

    private func details(of dataset: DatasetID, _ slots: [SlotID], _ state: State) -> DatasetDetails {
        let consumers = consumersOfDataset[Int(dataset.index)].filter { !state.isReleased[Int($0.index)] }
        return DatasetDetails(
            id: dataset.description, framework: plan[dataset].framework.description,
            step: plan[plan[dataset].creator].label, consumers: consumers.prefix(100).map { plan[$0].label },
            consumerCount: consumers.count, readers: slots.reduce(0) { max($0, state.slots.readers(of: $1)) })
    }

    // MARK: Those that were put

    private func description(of entry: PutDatasets.Entry) -> DatasetDescription {
        DatasetDescription(
            name: entry.name, table: entry.table, bytes: entry.bytes, details: DatasetDetails(readers: entry.readers))
    }

    /// Room for bytes that arrive.
    func makeRoom(for bytes: Int, arriving name: String) throws(DatasetFault) {
        let (isTaken, limit) = state.withLock { ($0.put.take(bytes), $0.put.limit) }
        guard !isTaken else { return }
        throw DatasetFault(
            .refused, "'\(name)' does not fit: what is put beside a run may have \(limit) bytes; drop some of it first")
    }

    func giveRoom(for bytes: Int) { state.withLock { $0.put.give(bytes) } }

    func store(_ name: String, _ table: Table, taken: Int) throws(DatasetFault) {
        let (replaced, stored) = try state.withLock { state throws(DatasetFault) in
            guard state.isOpen else {
                state.put.give(taken)
                throw Self.ending
            }
            return (state.put.store(name, table, taken: taken), state.put[name])
        }
        if let replaced { tellDropped(replaced) }
        if let stored { tellPut(stored.entry) }
    }

    // MARK: Refusals

    private static let ending = DatasetFault(.busy, "the run is ending")

    private static func admitReader(_ state: inout State) throws(DatasetFault) {
        guard state.isOpen else { throw ending }
        guard state.readers < readerLimit else {
            throw DatasetFault(.busy, "\(readerLimit) readers are at work; try again when one has ended")
        }
        state.readers += 1
    }

    private func absent(_ dataset: DatasetID) -> DatasetFault {
        let wasThere = state.withLock { $0.stored.contains(dataset) }
        let name = names.name(of: dataset)
        return DatasetFault(
            .notFound,
            wasThere
                ? "'\(name)' is not in memory any more: the run is done with it"
                : "'\(name)' is not in memory yet: “\(plan[plan[dataset].creator].label)” makes it")
    }

    private func unknown(_ name: String) -> DatasetFault {
        let (present, put) = state.withLock { state in
            let present = plan.datasets.indices.map { DatasetID($0) }.filter { !self.present($0, state).isEmpty }
            return (present.map(names.name), state.put.names)
        }
        let readable = present + put
        var message = "there is no dataset '\(name)'"
        message += NearestName.hint(name, among: names.names + put)
        guard !readable.isEmpty else { return DatasetFault(.notFound, message + "; none is in memory now") }
        message += "; in memory now: \(readable.prefix(20).joined(separator: ", "))"
        if readable.count > 20 { message += " and \(readable.count - 20) more" }
        return DatasetFault(.notFound, message)
    }
}

/// A dataset on its way in.
private final class ArrivingDataset: DatasetPut {
    private let name: String
    private let directory: LiveDatasets
    private let taken = Locked(0)

    init(_ name: String, in directory: LiveDatasets) {
        self.name = name
        self.directory = directory
    }

    deinit { directory.giveRoom(for: taken.withLock { $0 }) }

    func grow(by bytes: Int) throws(DatasetFault) {
        try directory.makeRoom(for: bytes, arriving: name)
        taken.withLock { $0 += bytes }
    }

    func finish(_ table: Table) throws(DatasetFault) {
        let bytes = taken.withLock { taken in
            defer { taken = 0 }
            return taken
        }
        try directory.store(name, table, taken: bytes)
    }
}
