package import Columnar
package import Compute
import Events

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A folder of results of steps by their identities: data of slots as Arrow files, and records of steps. Any number of processes may use
/// it at once, and it may be removed at any time.
///
/// A file is named after what it holds: `IDENTITY-CONTENT.arrow`, where `CONTENT` is the hash of all its bytes. It is written under a
/// temporary name, may not be written any more once it has its own, and is read only if its bytes have the hash that the name says. So
/// neither a process that was killed nor a bad disk can have a wrong result served; what is damaged is removed. Any thread; blocks.
package final class CacheStore: Sendable {
    package let folder: String
    /// Bytes that the files may take together.
    package let limit: Int64
    private struct Key: Hashable {
        var identity: ContentHash
        var kind: CacheFile.Kind
    }
    private struct State {
        /// Of each identity the content's hash.
        var entries: [Key: ContentHash] = [:]
        var written = 0
    }
    private let state: Locked<State>

    package static let defaultLimit: Int64 = 4 << 30

    /// Looks at what is there. The folder is made when there is something to keep.
    package init(folder: String, limit: Int64 = defaultLimit) {
        self.folder = folder
        self.limit = limit
        var state = State()
        for name in FileSystem.names(in: folder) {
            if let file = CacheFile(name: name) {
                state.entries[Key(identity: file.identity, kind: file.kind)] = file.content
            } else {
                CacheFile.removeIfLeftBehind(name, in: folder)
            }
        }
        self.state = Locked(state)
    }

    /// Files read and written here that others may add to meanwhile: how many this store knows.
    package var count: Int { state.withLock { $0.entries.count } }

    // MARK: Reading

    /// The data of a slot; nil where there is none, or none that is sound. It lies on the disk and is mapped by who uses it.
    package func data(_ identity: ContentHash) -> SharedData? {
        guard let descriptor = open(identity, .data) else { return nil }
        guard let layout = DataTrailer.read(descriptor), let memory = try? SharedMemory(taking: descriptor) else {
            return nil
        }
        return SharedData(memory, layout)
    }

    /// What is known of a step that was done; nil where nothing is.
    package func record(_ identity: ContentHash) -> StepRecord? {
        guard let descriptor = open(identity, .record) else { return nil }
        defer { close(descriptor) }
        guard let bytes = CacheFile.bytes(of: descriptor) else { return nil }
        return StepRecord(encoded: bytes)
    }

    /// Of a sound file, which counts as used now. What is not sound is removed.
    private func open(_ identity: ContentHash, _ kind: CacheFile.Kind) -> Int32? {
        let key = Key(identity: identity, kind: kind)
        guard let content = state.withLock({ $0.entries[key] }) else { return nil }
        let path = "\(folder)/\(CacheFile(identity: identity, content: content, kind: kind).name)"
        let descriptor = CacheFile.open(path)
        if let descriptor {
            if CacheFile.content(of: descriptor) == content {
                futimens(descriptor, nil)
                return descriptor
            }
            close(descriptor)
            unlink(path)
        }
        state.withLock { if $0.entries[key] == content { $0.entries[key] = nil } }
        return nil
    }

    // MARK: Writing

    /// Keeps the data of a slot.
    ///
    /// - Throws: where the disk is full or cannot be written.
    package func keep(
        _ data: any SlotData, as identity: ContentHash, of framework: any ComputeFramework
    ) throws(CacheError) {
        guard Int64(data.contentByteCount) <= limit else { return }
        try write(identity, .data) { descriptor in
            let layout: SharedData.Layout
            if let feature = data as? FeatureData {
                let sizes = try Column.write(feature.columns, to: descriptor)
                var form = SharedData.Layout.Form.column
                if case .family(let family) = feature { form = .family(suffixes: family.suffixes) }
                layout = SharedData.Layout(form: form, rowCount: feature.rowCount, sizes: sizes)
            } else {
                guard let framework = framework as? any PortableFramework else { return false }
                let shared = try framework.share(data)
                try shared.memory.copy(to: descriptor)
                layout = shared.layout
            }
            try DataTrailer.write(layout, to: descriptor)
            return true
        }
    }

    /// Keeps what is known of a step.
    package func keep(_ record: StepRecord, as identity: ContentHash) throws(CacheError) {
        let bytes = record.encoded
        try write(identity, .record) { descriptor in
            try CacheFile.write(bytes, to: descriptor)
            return true
        }
    }

    /// - Parameter fill: returns whether there is something to keep.
    func write(
        _ identity: ContentHash, _ kind: CacheFile.Kind, _ fill: (Int32) throws -> Bool
    ) throws(CacheError) {
        do {
            try FileSystem.makeFolder(folder)
            let number = state.withLock { state in
                state.written += 1
                return state.written
            }
            let temporary = "\(folder)/\(CacheFile.temporaryName(number))"
            guard let descriptor = CacheFile.create(temporary) else { throw CacheError.system(folder) }
            defer { close(descriptor) }
            do {
                guard try fill(descriptor) else {
                    unlink(temporary)
                    return
                }
                guard let content = CacheFile.content(of: descriptor) else { throw CacheError.system(folder) }
                let file = CacheFile(identity: identity, content: content, kind: kind)
                guard rename(temporary, "\(folder)/\(file.name)") == 0 else { throw CacheError.system(folder) }
                entered(file)
            } catch {
                unlink(temporary)
                throw error
            }
        } catch let error as CacheError {
            throw error
        } catch let error as FileSystem.Failure {
            throw CacheError("the cache \(folder) cannot be written: \(error.reason)")
        } catch {
            throw CacheError("the cache \(folder) cannot be written: \(error)")
        }
    }

    private func entered(_ file: CacheFile) {
        let key = Key(identity: file.identity, kind: file.kind)
        let earlier = state.withLock { $0.entries.updateValue(file.content, forKey: key) }
        if let earlier, earlier != file.content {
            unlink("\(folder)/\(CacheFile(identity: file.identity, content: earlier, kind: file.kind).name)")
        }
    }

    // MARK: Size

    /// Removes what was not used for longest until the rest is within the limit, with some room to spare. What is read at the moment
    /// stays for who reads it.
    package func trim() {
        var files: [(file: CacheFile, bytes: Int64, used: Int64)] = []
        var total: Int64 = 0
        for name in FileSystem.names(in: folder) {
            guard let file = CacheFile(name: name), let (bytes, used) = CacheFile.extent("\(folder)/\(name)") else {
                continue
            }
            files.append((file, bytes, used))
            total += bytes
        }
        guard total > limit else { return }
        files.sort { ($0.used, $0.file.name) < ($1.used, $1.file.name) }
        for (file, bytes, _) in files where total > limit - limit / 10 {
            unlink("\(folder)/\(file.name)")
            total -= bytes
            let key = Key(identity: file.identity, kind: file.kind)
            state.withLock { if $0.entries[key] == file.content { $0.entries[key] = nil } }
        }
    }
}

/// Why something cannot be kept.
package struct CacheError: Error, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }

    static func system(_ folder: String) -> CacheError {
        CacheError("the cache \(folder) cannot be written: \(String(cString: strerror(errno)))")
    }
}
