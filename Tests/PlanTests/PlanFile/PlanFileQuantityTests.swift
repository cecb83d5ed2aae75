import Testing

@testable import Plan

@Suite("Sizes and durations in plan files")
struct PlanFileQuantityTests {
    @Test(
        "Sizes",
        arguments: [
            ("512MiB", 536_870_912), ("2GB", 2_000_000_000), ("1.5 GiB", 1_610_612_736), ("10", 10), ("7b", 7),
            ("1kB", 1_000),
            ("1KiB", 1_024), ("3TiB", 3_298_534_883_328), ("0.5kb", 500),
        ] as [(String, Int64)])
    func sizes(text: String, bytes: Int64) {
        #expect(Quantity.bytes(text) == bytes)
    }

    @Test(
        "Not sizes",
        arguments: ["", "MiB", "-1GB", "1XB", "1.GB", "1..5GB", "9999999999999GiB", "99999999999999999999", "1 G B"])
    func notSizes(text: String) {
        #expect(Quantity.bytes(text) == nil)
    }

    @Test(
        "Durations",
        arguments: [
            ("90s", .seconds(90)), ("15m", .seconds(900)), ("2h", .seconds(7_200)), ("1d", .seconds(86_400)),
            ("500ms", .milliseconds(500)), ("1.5h", .seconds(5_400)), ("1h30m", .seconds(5_400)), ("0s", .zero),
        ] as [(String, Duration)])
    func durations(text: String, duration: Duration) {
        #expect(Quantity.duration(text) == duration)
    }

    @Test("Not durations", arguments: ["", "5", "s", "-5s", "1y", "5 s", "1h30", "999999999999d", "1.s"])
    func notDurations(text: String) {
        #expect(Quantity.duration(text) == nil)
    }
}
