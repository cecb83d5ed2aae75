import Columnar
import Events

/// Tables on their way between a run and its worker processes, by tickets: lent to a worker, or expected from one. Each belongs to
/// the consignment of one attempt at a step, and goes with it at the latest. Any thread.
final class Transfers: DatasetDirectory {
    private struct State {
        var lastTicket = 0
        var lent: [String: Table] = [:]
        /// By the ticket of a consignment: what has arrived, by its place.
        var expected: [String: [Int: Table]] = [:]
    }

    private let state = Locked(State())

    /// Tables that are lent or have arrived; consignments that are not over.
    var counts: (tables: Int, consignments: Int) {
        state.withLock { state in
            (state.lent.count + state.expected.values.reduce(0) { $0 + $1.count }, state.expected.count)
        }
    }

    fileprivate func open() -> String {
        state.withLock { state in
            state.lastTicket += 1
            let ticket = "step \(state.lastTicket)"
            state.expected[ticket] = [:]
            return ticket
        }
    }

    fileprivate func lend(_ table: Table) -> String {
        state.withLock { state in
            state.lastTicket += 1
            let ticket = "input \(state.lastTicket)"
            state.lent[ticket] = table
            return ticket
        }
    }

    fileprivate func close(_ ticket: String, lent: [String]) {
        // Let go of outside the lock.
        let gone = state.withLock { state in
            (state.expected.removeValue(forKey: ticket), lent.map { state.lent.removeValue(forKey: $0) })
        }
        withExtendedLifetime(gone) {}
    }

    fileprivate func take(_ ticket: String, _ place: Int) -> Table? {
        state.withLock { $0.expected[ticket]?.removeValue(forKey: place) }
    }

    fileprivate func arrived(_ table: Table, _ ticket: String, _ place: Int) throws(DatasetFault) {
        let isExpected = state.withLock { state in
            guard state.expected[ticket] != nil else { return false }
            state.expected[ticket]?[place] = table
            return true
        }
        guard isExpected else { throw Self.unknown("\(ticket)/\(place)") }
    }

    // MARK: As workers see it

    func datasets() throws(DatasetFault) -> [DatasetDescription] { [] }

    func describe(_ name: String) throws(DatasetFault) -> DatasetDescription { throw Self.unknown(name) }

    func read(_ name: String) throws(DatasetFault) -> DatasetReading {
        guard let table = state.withLock({ $0.lent[name] }) else { throw Self.unknown(name) }
        return DatasetReading(table) { _ in }
    }

    func beginPut(_ name: String) throws(DatasetFault) -> any DatasetPut {
        let parts = name.split(separator: "/")
        guard parts.count == 2, let place = Int(parts[1]),
            state.withLock({ $0.expected[String(parts[0])] != nil })
        else { throw Self.unknown(name) }
        return Arriving(String(parts[0]), place, self)
    }

    func drop(_ name: String) throws(DatasetFault) {
        throw DatasetFault(.refused, "what is on its way to a step goes with the step")
    }

    private static func unknown(_ name: String) -> DatasetFault {
        DatasetFault(.notFound, "no step waits for '\(name)' (any more)")
    }

    private final class Arriving: DatasetPut {
        private let ticket: String
        private let place: Int
        private let transfers: Transfers

        init(_ ticket: String, _ place: Int, _ transfers: Transfers) {
            self.ticket = ticket
            self.place = place
            self.transfers = transfers
        }

        // What a step makes has been reckoned with when it was started.
        func grow(by bytes: Int) throws(DatasetFault) {}

        func finish(_ table: Table) throws(DatasetFault) { try transfers.arrived(table, ticket, place) }
    }
}

/// The tables that go to one attempt at a step and come from it. Once it is let go of nothing of them is left. Under the custody of the
/// step's process.
final class Consignment {
    /// What the worker puts, it puts under this and a number.
    let ticket: String
    let address: String
    private let transfers: Transfers
    private var lent: [String] = []

    init(_ service: DataCarriage.Service) {
        transfers = service.transfers
        address = service.address
        ticket = transfers.open()
    }

    deinit { transfers.close(ticket, lent: lent) }

    /// The name of a table that the worker puts.
    static func name(_ ticket: String, _ place: Int) -> String { "\(ticket)/\(place)" }

    /// Returns the ticket to get it by.
    func lend(_ table: Table) -> String {
        let ticket = transfers.lend(table)
        lent.append(ticket)
        return ticket
    }

    /// What the worker has put; once.
    func take(_ place: Int) -> Table? { transfers.take(ticket, place) }
}
