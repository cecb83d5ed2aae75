import Events
import Foundation
import TestFolders
import Testing

/// What a watch says of a run before it starts.
@Suite struct WatchForecastTests {
    /// The plan is saved again after its first run: what it will take this time is then known from that.
    @Test func aSavedPlanIsToldWithWhatItsRunWillTake() async throws {
        let folder = try TestFolder(ShopPlan.files)
        let saved = ShopPlan.yaml.replacing("amount__mean_imputed", with: "amount__median_imputed")
        let text = Locked("")
        let stage = Locked(0)
        let ended = try await WeirProcess.run(
            ["watch", ".", "--ui", "plain", "--debounce", "20ms"], in: folder.path
        ) { piece, process in
            let ends = text.withLock { text in
                text += piece
                return text.components(separatedBy: "shop succeeded").count - 1
            }
            let isNew = stage.withLock { stage in
                defer { stage = max(stage, ends) }
                return ends > stage
            }
            guard isNew else { return }
            if ends == 1 { try? folder.write(saved, to: "shop.yaml") } else { process.send(SIGTERM) }
        }
        #expect(ended.status == 128 + SIGTERM, "\(ended.errors)")
        let line = try #require(ended.lines.first { $0.contains("WATCH shop.yaml") && $0.contains("added") })
        #expect(line.contains("of data at the peak"), "\(line)")
        #expect(line.contains("; about ") || line.contains("; at least "))
    }
}
