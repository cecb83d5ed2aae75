import Events
import Plan
import TestFolders
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
        return try await events(mode, ["plan.yaml": Self.plan, "trips.csv": trips, "towns.csv": towns])
    }

    /// Of a chain of steps, each of which needs what the one before it made, and nothing else.
    private func events(_ mode: String, chain steps: Int, rows: Int) async throws -> [RunEvent] {
        let numbers = "x\n" + (1...rows).map { "\($0)\n" }.joined()
        let groups = (1...steps).map { step in
            "  g\(step): {from: \(step == 1 ? "numbers" : "g\(step - 1)"), where: \"x > \(step)\"}\n"
        }
        let plan = """
            sources:
              numbers: {csv: numbers.csv}
            groups:
            \(groups.joined())
            outputs:
              last: {features: [g\(steps).x], to: out/last.parquet}
            """
        return try await events(mode, ["plan.yaml": plan, "numbers.csv": numbers])
    }

    private func events(_ mode: String, _ files: [String: String]) async throws -> [RunEvent] {
        let folder = try TestFolder(files)
        let arguments = ["run", "plan.yaml", "--ui", "none", "--mode", mode, "--events", "events.jsonl"]
        let ended = try await WeirProcess.run(arguments, in: folder.path)
        #expect(ended.status == 0, "\(ended.errors)")
        var reader = try EventLogReader(path: folder.path + "/events.jsonl")
        var events: [RunEvent] = []
        while let event = try reader.next() { events.append(event) }
        return events
    }

    @Test(arguments: ["sync", "threads", "processes"])
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

    /// Of shared memory, where the steps run in processes: one after the other, as the memory of what is answered meanwhile counts too.
    @Test(arguments: ["sync", "processes"]) func whatADropPromisesTheAllocatorGetsBack(mode: String) async throws {
        var promised = 0
        var drops = 0
        let events =
            mode == "processes" ? try await events(mode, chain: 5, rows: 50_000) : try await events(mode)
        for event in events {
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

    /// Each step needs what the one before it made, and nothing else: one column lives on while the next is made.
    @Test(arguments: ["sync", "threads", "processes"])
    func aLongChainNeverHoldsThreeTables(mode: String) async throws {
        let (rows, steps) = (200_000, 40)
        var (stored, dropped, peak) = (0, 0, 0)
        for event in try await events(mode, chain: steps, rows: rows) {
            switch event.kind {
            case .dataStored: stored += 1
            case .dataDropped(let drop):
                if drop.isWhole { dropped += 1 }
                // Just before it goes: what a step read and what it made, and whatever else is there.
                peak = max(peak, drop.poolBefore)
            default: break
            }
        }
        #expect(stored > steps)
        #expect(dropped == stored)
        let table = rows * 8
        #expect(peak >= 2 * table)
        #expect(peak < 3 * table, "\(Double(peak) / Double(table)) tables")
    }
}
