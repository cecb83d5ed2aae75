import Foundation
import TestFolders
import Testing

/// What a watch says of a run before it starts.
@Suite struct WatchForecastTests {
    /// The plan is saved again after its first run: what it will take this time is then known from that.
    @Test func aSavedPlanIsToldWithWhatItsRunWillTake() async throws {
        let folder = try TestFolder(ShopPlan.files)
        let saved = ShopPlan.yaml.replacing("amount__mean_imputed", with: "amount__median_imputed")
        // A run is told as ended before it is recorded.
        let first = try await WeirProcess.run(["watch", "--once", "--ui", "none"], in: folder.path)
        #expect(first.status == 0, "\(first.errors)")
        let script = WatchScript([
            (["shop.yaml  is current"], { _ in try folder.write(saved, to: "shop.yaml") }),
            (["shop succeeded"], { $0.send(SIGTERM) }),
        ])
        let ended = try await script.watch(folder)
        #expect(script.isDone && ended.status == 128 + SIGTERM, "\(ended.errors)")
        let line = try #require(ended.lines.first { $0.contains("WATCH shop.yaml") && $0.contains("added") })
        #expect(line.contains("of data at the peak"), "\(line)")
        #expect(line.contains("; about ") || line.contains("; at least "))
    }
}
