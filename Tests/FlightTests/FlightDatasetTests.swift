import Columnar
import Compute
import Events
import Flight
import Plan
import Runtime
import Testing

/// What a client finds, gets, puts and drops.
@Suite struct FlightDatasetTests {
    private let carriers = ["UA", nil, "AA"]

    private func storeFlights(_ served: Served) throws {
        served.store(0, [try Column(strings: carriers), try Column(int64s: [2, 4, nil])])
    }

    @Test func datasetsAreListedWithWhatIsKnownOfThem() async throws {
        let served = try Served()
        try storeFlights(served)
        served.store(1, [try Column(doubles: [180, 200])])
        served.live.released(by: StepID(3))
        let flights = try await blocking { try served.client().list() }
        #expect(flights.map(\.name) == ["flights", "planes"])
        let first = try #require(flights.first)
        #expect(first.schema.description == "carrier: string, delay: int64")
        #expect(first.rows == 3)
        #expect(first.bytes > 0)
        #expect(
            first.details
                == DatasetDetails(
                    id: "d0", framework: "arrow", step: "read flights", consumers: ["join flights⟕planes"],
                    consumerCount: 1))
        #expect(try await blocking { try served.client().describe("flights").rows } == 3)
    }

    @Test func gettingADatasetGivesItsColumns() async throws {
        let served = try Served()
        try storeFlights(served)
        let table = try await blocking { try served.client().get("flights") }
        #expect(table.names == ["carrier", "delay"])
        #expect(table["carrier"] == (try Column(strings: carriers)))
        #expect(table["delay"] == (try Column(int64s: [2, 4, nil])))
        #expect(served.activities() == [.read(dataset: "flights", rows: 3, bytes: 64, isWhole: true)])
    }

    @Test func everyTypeComesAsItWas() async throws {
        let served = try Served()
        let rows = 70_001
        let family = FeatureFamily(
            suffixes: ["red", "blue"],
            [
                try Column(bools: (0..<rows).map { $0 % 3 == 0 ? nil : $0 % 2 == 0 }),
                try Column(int32s: (0..<rows).map { Int32($0) }),
            ],
            rows: rows)
        let texts = try Column(strings: (0..<rows).map { $0 % 7 == 0 ? nil : "text \($0)" })
        served.live.stored(SlotID(0), FeatureData.column(texts))
        served.live.stored(SlotID(1), FeatureData.family(family))
        let table = try await blocking { try served.client().get("flights") }
        #expect(table.names == ["carrier", "delay~red", "delay~blue"])
        #expect(table.columns == [texts] + family.members.map(\.column))
    }

    @Test func emptyAndColumnlessDatasetsCanBeRead() async throws {
        let served = try Served()
        served.store(1, [try Column(doubles: [])])
        served.live.stored(SlotID(3), FeatureData.family(FeatureFamily([], rows: 5)))
        let planes = try await blocking { try served.client().get("planes") }
        #expect(planes.names == ["seats"])
        #expect(planes.rowCount == 0)
        #expect(try await blocking { try served.client().get("d2").columnCount } == 0)
    }

    // MARK: Names

    @Test(arguments: ["flights⟕planes", "flights=<planes", "d2"])
    func aDatasetHasANameThatCanBeTyped(name: String) async throws {
        let served = try Served()
        served.store(2, [try Column(strings: ["x"])])
        #expect(try await blocking { try served.client().get(name).rowCount } == 1)
    }

    @Test func anUnknownNameIsAnErrorThatNamesNearOnes() async throws {
        let served = try Served()
        try storeFlights(served)
        let client = try served.client()
        await #expect {
            try await blocking { _ = try client.get("fligths") }
        } throws: { error in
            guard let error = error as? FlightError else { return false }
            return error.code == .notFound
                && error.message.contains(
                    "there is no dataset 'fligths'; did you mean 'flights'?; in memory now: flights")
        }
    }

    @Test func aDatasetThatIsNotThereSaysWhy() async throws {
        let served = try Served()
        let client = try served.client()
        func message(_ name: String) async -> String {
            do { return "\(try await blocking { try client.describe(name).rows })" } catch { return "\(error)" }
        }
        #expect(await message("planes").contains("'planes' is not in memory yet: “read planes” makes it"))
        served.store(1, [try Column(doubles: [1])])
        #expect(await message("planes") == "1")
        #expect(served.withdraw(1) == [SlotID(2)])
        #expect(await message("planes").contains("'planes' is not in memory any more: the run is done with it"))
    }

    // MARK: What others put

    @Test func whatIsPutCanBeGotUntilItIsDropped() async throws {
        let served = try Served()
        let client = try served.client()
        let table = try Table([("x", Column(int64s: [1, nil, 3])), ("y", Column(strings: ["a", "b", nil]))])
        try await blocking { try client.put("mine", table) }
        #expect(try await blocking { try client.get("mine") } == table)
        #expect(try await blocking { try client.list().map(\.name) } == ["mine"])
        try await blocking { try client.drop("mine") }
        #expect(try await blocking { try client.list().isEmpty })
        #expect(served.activities().map(\.kind) == ["put mine", "read mine", "dropped mine"])
    }

    @Test func puttingAgainReplaces() async throws {
        let served = try Served()
        let client = try served.client()
        try await blocking {
            try client.put("mine", Table([("x", Column(int64s: [1]))]))
            try client.put("mine", Table([("x", Column(int64s: [2, 3]))]))
        }
        #expect(try await blocking { try client.get("mine").rowCount } == 2)
        #expect(served.activities().map(\.kind) == ["put mine", "dropped mine", "put mine", "read mine"])
    }

    @Test func thePlansDatasetsCanNeitherBeReplacedNorDropped() async throws {
        let served = try Served()
        try storeFlights(served)
        let client = try served.client()
        let table = try Table([("x", Column(int64s: [1]))])
        await #expect(throws: FlightError.self) { try await blocking { try client.put("flights", table) } }
        await #expect {
            try await blocking { try client.drop("d0") }
        } throws: { ($0 as? FlightError)?.code == .refused }
        await #expect {
            try await blocking { try client.drop("other") }
        } throws: { ($0 as? FlightError)?.code == .notFound }
    }

    @Test func whatDoesNotFitIsRefusedAndLeavesNothing() async throws {
        let served = try Served(limit: 1 << 20)
        let client = try served.client()
        let large = try Table([("x", Column(int64s: Array(repeating: 7, count: 200_000)))])
        let small = try Table([("x", Column(int64s: Array(repeating: 7, count: 100_000)))])
        await #expect {
            try await blocking { try client.put("large", large) }
        } throws: { "\($0)".contains("does not fit: what is put beside a run may have 1048576 bytes") }
        try await blocking { try client.put("small", small) }
        #expect(try await blocking { try client.list().map(\.name) } == ["small"])
    }

    @Test func dropIsTheOneAction() async throws {
        let served = try Served()
        #expect(try await blocking { try served.client().actions() } == ["drop"])
    }
}
