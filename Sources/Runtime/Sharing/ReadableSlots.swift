package import Compute
package import Events
package import Plan

/// Which slots can be read from outside, and how many readers each has. A value: no threads.
///
/// A slot enters when its step has filled it, and leaves when the run is done with it; but one that has readers then stays until
/// the last has ended, and takes no more.
package struct ReadableSlots {
    /// Why a slot leaves.
    package struct Departure: Sendable, Hashable {
        package var reason: DataDrop.Reason
        package var after: StepID?

        package init(_ reason: DataDrop.Reason, after: StepID?) {
            self.reason = reason
            self.after = after
        }
    }

    private struct Entry {
        var data: any SlotData
        var readers = 0
        var departure: Departure?
    }

    private var entries: [SlotID: Entry] = [:]
    /// Departing, and without readers since.
    private var freed: [SlotID] = []

    package init() {}

    package mutating func stored(_ slot: SlotID, _ data: any SlotData) {
        entries[slot] = Entry(data: data, readers: entries[slot]?.readers ?? 0)
    }

    /// The run is done with these slots.
    ///
    /// - Returns: those that can go at once and are let go of here; the others have readers.
    package mutating func withdraw(_ slots: some Collection<SlotID>, _ departure: Departure) -> (
        free: [SlotID], held: [SlotID]
    ) {
        var (free, held): ([SlotID], [SlotID]) = ([], [])
        for slot in slots {
            if entries[slot]?.readers ?? 0 > 0 {
                entries[slot]?.departure = departure
                held.append(slot)
            } else {
                entries[slot] = nil
                free.append(slot)
            }
        }
        return (free, held)
    }

    package func data(of slot: SlotID) -> (any SlotData)? {
        guard let entry = entries[slot], entry.departure == nil else { return nil }
        return entry.data
    }

    package func readers(of slot: SlotID) -> Int { entries[slot]?.readers ?? 0 }

    package mutating func beginRead(_ slots: [SlotID]) {
        for slot in slots { entries[slot]?.readers += 1 }
    }

    /// Returns whether a slot can go now that its last reader has ended.
    package mutating func endRead(_ slots: [SlotID]) -> Bool {
        var isFreed = false
        for slot in slots {
            guard var entry = entries[slot], entry.readers > 0 else { continue }
            entry.readers -= 1
            entries[slot] = entry
            guard entry.readers == 0 && entry.departure != nil else { continue }
            freed.append(slot)
            isFreed = true
        }
        return isFreed
    }

    /// The slots that had to stay for a reader and need not any more, each once.
    package mutating func takeFreed() -> [(departure: Departure, slots: [SlotID])] {
        var groups: [(departure: Departure, slots: [SlotID])] = []
        for slot in freed {
            // It may have been filled anew, or be read again.
            guard let entry = entries[slot], entry.readers == 0, let departure = entry.departure else { continue }
            entries[slot]?.departure = nil
            if let place = groups.firstIndex(where: { $0.departure == departure }) {
                groups[place].slots.append(slot)
            } else {
                groups.append((departure, [slot]))
            }
        }
        freed = []
        return groups
    }
}
