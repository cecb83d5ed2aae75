import Events
import Plan
import Testing

/// That data goes when nothing needs it, and that its memory really goes back.
@Suite struct DropTests {
    private static let plan = """
        sources:
          trips: {csv: trips.csv}
          towns: {csv: towns.csv}
        groups:
          by_town: {from: trips, group_by: [town], features: [miles__sum]}
        links:
          - {join: left, left: trips, right: towns, on: town}
        filters:
          - {feature: miles__mean_imputed, min: 3}
        outputs:
          all:
            features: [trips.town, name, miles__mean_imputed, miles__mean_imputed__standard_scaled]
            to: out/all.parquet
          sums: {features: [by_town.town, miles__sum], to: out/sums.csv}
        """

    private func events(_ mode: String) async throws -> [RunEvent] {
        var trips = "town,miles\n"
        for row in 0..<50_000 { trips += "t\(row % 7),\(row % 11 == 0 ? "" : String(row % 13))\n" }
        let towns = "town,name\n" + (0..<7).map { "t\($0),Town \($0)\n" }.joined()
        let folder = try TestFolder(["plan.yaml": Self.plan, "trips.csv": trips, "towns.csv": towns])
        let arguments = ["run", "plan.yaml", "--ui", "none", "--mode", mode, "--events", "events.jsonl"]
        let ended = try await WeirProcess.run(arguments, in: folder.path)
        #expect(ended.status == 0, "\(ended.errors)")
        var reader = try EventLogReader(path: folder.path + "/events.jsonl")
        var events: [RunEvent] = []
        while let event = try reader.next() { events.append(event) }
        return events
    }

    @Test(arguments: ["sync", "threads"])
    func everyDatasetThatWasMadeIsDroppedBeforeTheRunEnds(mode: String) async throws {
        var alive: Set<DatasetID> = []
        var made = 0
        for event in try await events(mode) {
            switch event.kind {
            case .dataStored(let dataset, _, _, _):
                if alive.insert(dataset).inserted { made += 1 }
            case .dataDropped(let drop):
                #expect(drop.reason == .consumed)
                if drop.isWhole { alive.remove(drop.dataset) }
            default: break
            }
        }
        #expect(made == 5)
        #expect(alive.isEmpty)
    }

    @Test func whatADropPromisesTheAllocatorGetsBack() async throws {
        var promised = 0
        var drops = 0
        for event in try await events("sync") {
            guard case .dataDropped(let drop) = event.kind else { continue }
            drops += 1
            promised += drop.bytes
            // The allocator rounds each block up to 64 bytes; a column has at most three.
            let returned = drop.poolBefore - drop.poolAfter
            #expect(returned >= drop.bytes)
            #expect(returned <= drop.bytes + drop.slots.count * 3 * 64)
        }
        #expect(drops >= 5)
        #expect(promised > 50_000 * 8)
    }
}
