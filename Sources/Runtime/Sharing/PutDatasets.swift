import Columnar

/// Datasets that others have put beside a run, by name. A value: no threads.
///
/// One that is dropped or replaced while somebody reads it has lost its name, and is gone with its last reader.
struct PutDatasets {
    struct Entry {
        var name: String
        var table: Table
        var bytes: Int
        var readers = 0
        var hasName = true
    }

    /// What losing its name did to an entry.
    struct Removal {
        /// Nil: somebody reads it yet.
        var gone: Entry?
    }

    /// Which one, also after another has taken its name.
    typealias Key = Int

    let limit: Int
    private var entries: [Key: Entry] = [:]
    private var keys: [String: Key] = [:]
    private var nextKey = 0
    /// Bytes of all entries, and of what is arriving.
    private(set) var bytes = 0

    init(limit: Int) { self.limit = limit }

    /// Sorted.
    var names: [String] { keys.keys.sorted() }

    subscript(name: String) -> (key: Key, entry: Entry)? {
        guard let key = keys[name], let entry = entries[key] else { return nil }
        return (key, entry)
    }

    /// Makes room for bytes that arrive, until `give` or `store`. False where there is none.
    mutating func take(_ count: Int) -> Bool {
        guard count <= limit - bytes else { return false }
        bytes += count
        return true
    }

    mutating func give(_ count: Int) { bytes -= count }

    /// `taken`: the bytes for which room was made. Returns the entry that had the name, where it is gone now.
    mutating func store(_ name: String, _ table: Table, taken: Int) -> Entry? {
        let replaced = remove(name)
        entries[nextKey] = Entry(name: name, table: table, bytes: taken)
        keys[name] = nextKey
        nextKey += 1
        return replaced?.gone
    }

    /// Nil: there is none of the name.
    mutating func remove(_ name: String) -> Removal? {
        guard let key = keys.removeValue(forKey: name) else { return nil }
        entries[key]?.hasName = false
        return Removal(gone: removeIfUnused(key))
    }

    mutating func removeAll() -> [Entry] {
        defer { (entries, keys, bytes) = ([:], [:], 0) }
        return entries.values.sorted { $0.name < $1.name }
    }

    mutating func beginRead(_ key: Key) { entries[key]?.readers += 1 }

    /// Returns the entry if it is gone with this reader.
    mutating func endRead(_ key: Key) -> Entry? {
        entries[key]?.readers -= 1
        return removeIfUnused(key)
    }

    private mutating func removeIfUnused(_ key: Key) -> Entry? {
        guard let entry = entries[key], entry.readers == 0, !entry.hasName else { return nil }
        entries[key] = nil
        bytes -= entry.bytes
        return entry
    }
}
