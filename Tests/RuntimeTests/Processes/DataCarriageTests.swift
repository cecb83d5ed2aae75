import Columnar
import Compute
import Events
import Testing

@testable import Runtime

/// The way of data to worker processes, where it is not shared memory.
@Suite struct DataCarriageTests {
    /// Serves nobody, and tells what it was told to.
    private final class FakeService: DataService {
        let address = "fake:"
        let tokenFile: String? = nil
        private let state = Locked<(directory: (any DatasetDirectory)?, isClosed: Bool)>((nil, false))

        var directory: (any DatasetDirectory)? { state.withLock { $0.directory } }
        var isClosed: Bool { state.withLock { $0.isClosed } }
        func open(_ directory: any DatasetDirectory) { state.withLock { $0.directory = directory } }
        func close() { state.withLock { $0.isClosed = true } }
    }

    private let service = FakeService()
    private let framework = ArrowFramework()

    private func carriage(refusal: String? = nil, events: EventBus = EventBus()) -> DataCarriage {
        DataCarriage(DataSharing(refusal: refusal, startService: { [service] in service }), events: events)
    }

    private func large() throws -> FeatureData {
        FeatureData.column(try Column(int64s: (0..<10_000).map { Int64($0) }))
    }

    @Test func memoryIsTheFirstWay() throws {
        let carriage = carriage()
        try carriage.prepare()
        #expect(carriage.service == nil)
        var inputs = PackedInputs()
        try inputs.add(large(), of: framework, by: carriage)
        #expect(inputs.pieces == [.descriptor] && inputs.descriptors.count == 1 && inputs.carrier == nil)
    }

    @Test func theWayChangesOnceAndThatIsSaidOnce() throws {
        let bus = EventBus()
        let subscription = bus.subscribe()
        let carriage = carriage(events: bus)
        for reason in ["the first", "another"] { _ = try carriage.change(because: reason) }
        bus.finish()
        var said: [String] = []
        while let events = subscription.nextBatch() {
            for case .logLine(nil, let text) in events.map(\.kind) { said.append(text) }
        }
        #expect(said == ["shared memory is not to be had (the first): data travel by Arrow Flight"])
        #expect(carriage.service?.address == "fake:")
        carriage.close()
        #expect(service.isClosed)
    }

    @Test func withoutAServiceTheErrorSaysWhatToDo() {
        let carriage = DataCarriage(DataSharing(refusal: "a test"), events: EventBus())
        let fault = #expect(throws: RunFault.self) { try carriage.prepare() }
        #expect(fault?.message.hasPrefix("shared memory is not to be had (a test), and data cannot travel") == true)
        #expect(fault?.message.contains("run in threads (--mode threads)") == true)
        let missing = DataCarriage(
            DataSharing(refusal: "a test", startService: { throw RunFault(.workerFailed, "the library is missing") }),
            events: EventBus())
        let second = #expect(throws: RunFault.self) { try missing.prepare() }
        #expect(second?.message.contains("the library is missing; run in threads") == true)
    }

    @Test func inputsAreLentForAsLongAsTheirStepTakes() throws {
        let carriage = carriage(refusal: "a test")
        try carriage.prepare()
        let directory = try #require(service.directory)
        var inputs = PackedInputs()
        let data = try large()
        try inputs.add(data, of: framework, by: carriage)
        try inputs.add(FeatureData.column(Column(int64s: [1])), of: framework, by: carriage)
        guard case .ticket(let ticket) = inputs.pieces[0], case .copy = inputs.pieces[1] else {
            Issue.record("they go by \(inputs.pieces)")
            return
        }
        #expect(inputs.pieces.count == 2 && inputs.descriptors.isEmpty)
        let reading = try directory.read(ticket)
        let arrived = try ColumnarData(reading.table.columns, inputs.data[0].layout).slotData
        #expect((arrived as? FeatureData)?.columns == data.columns)
        #expect(try directory.datasets().isEmpty)
        inputs = PackedInputs()
        #expect(throws: DatasetFault.self) { try directory.read(ticket) }
        #expect(reading.table.columns == data.columns)
    }

    @Test func whatLiesInSharedMemoryTravelsToo() throws {
        let shared = try framework.share(large())
        let carriage = carriage(refusal: "a test")
        try carriage.prepare()
        var inputs = PackedInputs()
        try inputs.add(shared, of: framework, by: carriage)
        guard case .ticket(let ticket) = inputs.pieces[0] else {
            Issue.record("it goes by \(inputs.pieces)")
            return
        }
        #expect(try service.directory?.read(ticket).table.columns == large().columns)
    }

    @Test func onlyWhatIsExpectedArrivesAndOnlyOnce() throws {
        let carriage = carriage(refusal: "a test")
        try carriage.prepare()
        let directory = try #require(service.directory)
        let transfers = try #require(directory as? Transfers)
        let table = try Table(names: ["0"], columns: [Column(int64s: [1, 2])], rowCount: 2)
        var inputs = PackedInputs()
        let carrier = inputs.consign(to: try carriage.change(because: "a test"))
        try directory.beginPut(Consignment.name(carrier.ticket, 0)).finish(table)
        #expect(transfers.counts == (1, 1))
        #expect(inputs.consignment?.take(0)?.columns == table.columns)
        #expect(inputs.consignment?.take(0) == nil)
        let late = try directory.beginPut(Consignment.name(carrier.ticket, 1))
        inputs = PackedInputs()
        #expect(throws: DatasetFault.self) { try late.finish(table) }
        for name in [carrier.ticket, "\(carrier.ticket)/0", "\(carrier.ticket)/x", "other/0", ""] {
            #expect(throws: DatasetFault.self) { try directory.beginPut(name) }
        }
        #expect(throws: DatasetFault.self) { try directory.drop(carrier.ticket) }
        #expect(transfers.counts == (0, 0))
    }
}
