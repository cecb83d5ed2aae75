import Columnar
import Compute
import Plan
import Testing

@testable import Runtime

@Suite struct RecentDataTests {
    private let arrow = ArrowFramework()

    private func column(_ values: [Int64?]) throws -> FeatureData { .column(try Column(int64s: values)) }

    /// As it arrives in a process.
    private func arrived(_ shared: SharedData, form: SharedData.Layout.Form? = nil) throws -> SharedData {
        var layout = shared.layout
        if let form { layout.form = form }
        return SharedData(SharedMemory(copying: try #require(shared.memory.copy)), layout)
    }

    @Test func whatWasSentIsKnownByItsBytes() throws {
        let (one, other) = (try column([1, nil, 3]), try column([1, nil, 4]))
        let shared = try arrow.share(one)
        var recent = RecentData()
        recent.keep(one, sentAs: shared, of: .arrow)
        let found = try #require(recent.data(of: arrived(shared), in: .arrow))
        #expect(arrow.identity(of: found) == arrow.identity(of: one))
        #expect(try recent.data(of: arrived(arrow.share(other)), in: .arrow) == nil)
        #expect(try recent.data(of: arrived(shared), in: .rows) == nil)
        #expect(try recent.data(of: arrived(shared, form: .family(suffixes: ["x"])), in: .arrow) == nil)
    }

    @Test func fewAreKeptAndNoLargeOnes() throws {
        var recent = RecentData()
        let data = try (0..<40).map { try column([$0]) }
        for data in data { recent.keep(data, sentAs: try arrow.share(data), of: .arrow) }
        let kept = try data.filter { try recent.data(of: arrived(arrow.share($0)), in: .arrow) != nil }
        #expect(kept.count == RecentData.most)

        let large = try column(Array(repeating: 7, count: 10_000))
        let shared = try arrow.share(large)
        recent = RecentData()
        recent.keep(large, sentAs: shared, of: .arrow)
        #expect(recent.data(of: shared, in: .arrow) == nil)
    }
}
