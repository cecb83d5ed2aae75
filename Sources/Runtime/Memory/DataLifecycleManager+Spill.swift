import Compute
import Events
import Plan

extension DataLifecycleManager {
    /// Has data leave memory for a disk until so many bytes are free, if there is as much: what is used last leaves first. It can be
    /// used all the same, by way of mappings of its files. To be called while no step runs, as a running step holds its inputs; what
    /// others read stays, as they hold it.
    /// Blocks for as long as the disk takes.
    ///
    /// - Parameters:
    ///   - order: ranks slots by when they are used next; the least leaves first.
    ///   - framework: of a dataset; nil: its data cannot leave.
    /// - Returns: bytes that are free now.
    /// - Throws: where the disk is full or cannot be written.
    mutating func spill(
        _ wanted: Int, from instances: FrameworkInstances, into folder: String, order: (SlotID) -> UInt64,
        framework: (DatasetID) -> (any PortableFramework)?
    ) throws -> Int {
        var candidates: [(rank: UInt64, slot: SlotID)] = []
        for index in holdings.indices {
            guard let holding = holdings[index], holding.byteCount >= Self.leastSpilled,
                live?.isRead(SlotID(index)) != true
            else { continue }
            candidates.append((order(SlotID(index)), SlotID(index)))
        }
        candidates.sort { ($0.rank, $0.slot) < ($1.rank, $1.slot) }
        var freed = 0
        // What several slots have in common is written once.
        var written: [UInt: SharedData] = [:]
        var spilled: [DatasetID: Int] = [:]
        defer {
            for dataset in spilled.keys.sorted() {
                events.publish(.dataSpilled(dataset, bytes: spilled[dataset] ?? 0))
            }
            meter.releaseUnused()
        }
        for (_, slot) in candidates {
            if freed >= wanted { break }
            let dataset = plan.plan[slot].dataset
            guard let data = instances[slot], let framework = framework(dataset) else { continue }
            let identity = framework.identity(of: data)
            let onDisk = try identity.flatMap { written[$0] } ?? framework.spill(data, into: folder)
            if let identity { written[identity] = onDisk }
            instances[slot] = onDisk
            let bytes = replace(slot, by: onDisk)
            freed += bytes
            spilled[dataset, default: 0] += bytes
        }
        return freed
    }

    /// Smaller data is not worth a file.
    private static let leastSpilled = 1 << 16
}
