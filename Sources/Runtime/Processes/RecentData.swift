import Columnar
import Compute
import Plan

/// What a step made in a worker process of small data, as it is there: the next step's input is most often among it, and need not be read from
/// the bytes that came with the order. One thread.
struct RecentData {
    private struct Known {
        var framework: FrameworkName
        var layout: SharedData.Layout
        /// As they were sent.
        var bytes: [UInt8]
        var data: any SlotData
    }

    /// Most steps make one. They are compared one by one, so there are never many.
    static let most = 8

    private var known: [Known] = []

    /// - Parameter shared: `data` as it goes to the engine.
    mutating func keep(_ data: any SlotData, sentAs shared: SharedData, of framework: FrameworkName) {
        guard known.count < Self.most, let bytes = shared.memory.copy else { return }
        known.append(Known(framework: framework, layout: shared.layout, bytes: bytes, data: data))
    }

    /// The data that was sent in the very same bytes; nil: it is not here.
    func data(of shared: SharedData, in framework: FrameworkName) -> (any SlotData)? {
        guard let bytes = shared.memory.copy else { return nil }
        return known.first { $0.bytes == bytes && $0.layout == shared.layout && $0.framework == framework }?.data
    }
}
