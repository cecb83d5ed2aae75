import Foundation
import TestFolders
import Testing

/// A plan gives the same in every mode, to the byte.
@Suite struct ModeTests {
    private func outputs(_ mode: String, workers: Int) async throws -> [String: Data] {
        let folder = try TestFolder(TripsPlan.files(rows: 20_000))
        let ended = try await WeirProcess.run(
            ["run", "plan.yaml", "--ui", "none", "--mode", mode, "--workers", "\(workers)"], in: folder.path)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(folder.files == (TripsPlan.names + TripsPlan.outputs).sorted())
        return try Dictionary(uniqueKeysWithValues: TripsPlan.outputs.map { ($0, try folder.data(of: $0)) })
    }

    @Test func everyModeWritesTheSameBytes() async throws {
        let expected = try await outputs("sync", workers: 1)
        for (mode, workers) in [("threads", 3), ("processes", 1), ("processes", 3)] {
            let found = try await outputs(mode, workers: workers)
            for name in TripsPlan.outputs {
                #expect(found[name] == expected[name], "\(name) in mode \(mode) with \(workers) workers")
            }
        }
    }
}
