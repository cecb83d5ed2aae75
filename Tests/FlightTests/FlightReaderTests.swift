import Columnar
import Compute
import Events
import Flight
import Plan
import Runtime
import Testing

/// What happens to data that somebody reads. A reader that takes nothing keeps the server waiting, as the data is far larger than
/// what is under way between the two.
@Suite struct FlightReaderTests {
    /// 64 MB.
    private func large() throws -> Column { try Column(repeating: .int64(7), count: 8 << 20) }

    @Test func dataStaysUntilItsLastReaderHasEnded() async throws {
        let served = try Served()
        served.store(1, [try large()])
        let client = try served.client()
        try await blocking {
            let first = try client.stream("planes")
            let second = try client.stream("planes")
            #expect(served.withdraw(1).isEmpty)
            #expect(served.activities() == [.held(dataset: "planes", columns: 1)])
            // It takes no new readers.
            #expect(throws: FlightError.self) { _ = try client.stream("planes") }

            #expect(try first.table().rowCount == 8 << 20)
            withExtendedLifetime(second) {}
        }
        // The second has been let go of with the closure's end.
        try await blocking { served.readersLeft.wait() }
        #expect(served.readersLeft.count == 1)
        let freed = served.live.takeFreed()
        #expect(freed.map(\.slots) == [[SlotID(2)]])
        #expect(freed.first?.departure == .init(.consumed, after: StepID(3)))
        #expect(served.live.takeFreed().isEmpty)
        #expect(served.withdraw(1) == [SlotID(2)])
        #expect(Set(served.activities().map(\.kind)) == ["read planes", "read planes in part"])
    }

    @Test func dataWithoutReadersGoesAtOnce() async throws {
        let served = try Served()
        served.store(1, [try Column(doubles: [1])])
        _ = try await blocking { try served.client().get("planes") }
        #expect(served.withdraw(1) == [SlotID(2)])
        #expect(served.readersLeft.count == 0)
    }

    @Test func whatIsDroppedWhileItIsReadLosesItsNameAtOnceAndItsMemoryWithTheReader() async throws {
        let served = try Served()
        let client = try served.client()
        let table = try Table([("x", large())])
        try await blocking {
            try client.put("mine", table)
            let reader = try client.stream("mine")
            try client.drop("mine")
            #expect(try client.list().isEmpty)
            #expect(served.activities().map(\.kind) == ["put mine"])
            #expect(try reader.table().rowCount == 8 << 20)
            #expect(served.activities().map(\.kind) == ["read mine", "dropped mine"])
        }
    }

    // MARK: The end

    @Test func closingCutsReadersOffAndComesToAnEnd() async throws {
        let served = try Served()
        served.store(1, [try large()])
        let client = try served.client()
        try await blocking {
            let reader = try client.stream("planes")
            served.live.close()
            served.server.close()
            #expect(served.activities().map(\.kind) == ["read planes in part"])
            #expect(throws: FlightError.self) { _ = try reader.table() }
            #expect(throws: FlightError.self) { _ = try client.list() }
            served.server.close()
        }
        #expect(TestProgram.mode(of: served.folder.path) == nil)
    }

    @Test func closingLetsAReaderEndThatIsAtIt() async throws {
        let served = try Served(grace: .seconds(600))
        served.store(1, [try large()])
        let client = try served.client()
        try await blocking {
            let reader = try client.stream("planes")
            let isClosed = Bell()
            PosixThread.start(name: "close") {
                served.server.close()
                isClosed.ring()
            }?.detach()
            #expect(try reader.table().rowCount == 8 << 20)
            isClosed.wait()
        }
        #expect(served.activities().map(\.kind) == ["read planes"])
    }

    @Test func aRunThatEndsTakesNobodyIn() async throws {
        let served = try Served()
        served.store(1, [try Column(doubles: [1])])
        served.live.close()
        let table = try Table([("x", Column(int64s: [1]))])
        await #expect {
            try await blocking { _ = try served.client().get("planes") }
        } throws: { ($0 as? FlightError)?.message.contains("the run is ending") == true }
        await #expect(throws: FlightError.self) { try await blocking { try served.client().put("mine", table) } }
    }

    @Test func beforeARunHasBegunCallsAreToldToComeAgain() async throws {
        let folder = try RunFolder(run: TestProgram.uniqueName(), in: ["/tmp"])
        let server = try FlightServer(.socket, in: folder, api: Served.api)
        let client = try FlightClient(server.address, api: Served.api)
        await #expect {
            try await blocking { _ = try client.list() }
        } throws: { ($0 as? FlightError)?.code == .busy }
        try await blocking { server.close() }
    }
}
