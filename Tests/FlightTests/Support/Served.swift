import Columnar
import Compute
import Events
import Flight
import Plan
import Runtime

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A run's data in a directory, served, with a client. The test plays the run.
final class Served: Sendable {
    /// Reads: `read flights`, `read planes`, then `join` of both and `later`, which nobody makes.
    static let plan = ExecutionPlan(
        name: "test",
        steps: [
            step(0, "read flights", outputs: [0, 1]), step(1, "read planes", outputs: [2]),
            step(2, "join flights⟕planes", inputs: [0, 2], outputs: [3]),
            step(3, "count", inputs: [1, 3], outputs: [4]),
        ],
        slots: [
            slot("carrier", 0, by: 0), slot("delay", 0, by: 0), slot("seats", 1, by: 1), slot("carrier", 2, by: 2),
            slot("count", 3, by: 3),
        ],
        datasets: [
            DatasetPlan(name: "flights", framework: "arrow", creator: StepID(0)),
            DatasetPlan(name: "planes", framework: "arrow", creator: StepID(1)),
            DatasetPlan(name: "flights⟕planes", framework: "arrow", creator: StepID(2)),
            DatasetPlan(name: "counted", framework: "arrow", creator: StepID(3)),
        ])

    let live: LiveDatasets
    let bus = EventBus()
    let subscription: EventSubscription
    let server: FlightServer
    let folder: RunFolder
    /// Rung when data can go because its last reader has ended.
    let readersLeft = Bell()

    static let api: FlightAPI = {
        do { return try FlightAPI.load(TestProgram.candidates) } catch { fatalError("\(error)") }
    }()

    init(
        _ access: FlightServer.Access = .socket, in place: String? = nil, limit: Int = 1 << 30,
        grace: Duration = .milliseconds(50)
    ) throws {
        subscription = bus.subscribe()
        live = LiveDatasets(Self.plan, frameworks: [ArrowFramework()], limit: limit, events: bus) { [readersLeft] in
            readersLeft.ring()
        }
        folder = try RunFolder(run: TestProgram.uniqueName(), in: [place ?? "/tmp"])
        server = try FlightServer(access, in: folder, api: Self.api, grace: grace)
        server.open(live)
    }

    deinit { server.close() }

    func client(token: String? = nil) throws -> FlightClient {
        try FlightClient(server.address, token: token, api: Self.api)
    }

    /// A step fills its slots.
    func store(_ step: Int, _ columns: [Column]) {
        for (slot, column) in zip(Self.plan.steps[step].outputs, columns) {
            live.stored(slot, FeatureData.column(column))
        }
    }

    /// The run is done with all slots of a dataset. Returns those that can go.
    func withdraw(_ dataset: Int) -> [SlotID] {
        let slots = Self.plan.slots.indices.filter { Self.plan.slots[$0].dataset == DatasetID(dataset) }.map {
            SlotID($0)
        }
        return live.withdraw(slots, of: DatasetID(dataset), .consumed, after: StepID(3))
    }

    /// What Flight did since the last call.
    func activities() -> [FlightActivity] {
        subscription.drain().compactMap { if case .flight(let activity) = $0.kind { activity } else { nil } }
    }

    private static func step(_ id: Int, _ label: String, inputs: [Int] = [], outputs: [Int]) -> Step {
        Step(
            id: StepID(id), label: label, work: .rowNumber, framework: "arrow", inputs: inputs.map { SlotID($0) },
            outputs: outputs.map { SlotID($0) }, dependencies: [])
    }

    private static func slot(_ name: String, _ dataset: Int, by step: Int) -> Slot {
        Slot(name: name, dataset: DatasetID(dataset), producer: StepID(step), type: nil)
    }
}

/// Can be waited for until it has been rung.
final class Bell: Sendable {
    private let lock = ConditionLock()
    private let rings = Locked(0)

    func ring() {
        lock.withLock {
            rings.withLock { $0 += 1 }
            lock.broadcast()
        }
    }

    var count: Int { rings.withLock { $0 } }

    /// Blocks.
    func wait() { lock.withLock { while count == 0 { lock.wait() } } }
}

enum TestProgram {
    /// The library lies beside the bundle of the tests.
    static var candidates: [String] {
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        var (folder, found) = (bundle[...], [String]())
        while let slash = folder.lastIndex(of: "/") {
            folder = folder[..<slash]
            let path = "\(folder)/\(FlightAPI.fileName)"
            if access(path, R_OK) == 0 { found.append(path) }
        }
        return found
    }

    private static let number = Locked(0)

    static func uniqueName() -> String {
        let number = number.withLock { number in
            number += 1
            return number
        }
        return "test-\(getpid())-\(number)"
    }

    static func mode(of path: String) -> mode_t? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
    }
}
