import Dispatch
import Synchronization

/// The columns of files of which a sample has to be read to know them, kept for as long as the files stay what they are: a plan over many
/// files is planned again and again. Any thread; blocks.
final class SampledSchemas: Sendable {
    /// How files are read.
    struct Form: Hashable {
        var format: FileFormat
        var types: [String: ColumnType]
    }

    private struct Known {
        var stamp: FileStamp
        var schema: Schema
    }

    /// By form, then by path.
    private let known = Mutex<[Form: [String: Known]]>([:])
    private let now: @Sendable () -> Int64

    /// Forms that are kept at most; one is of one source of a plan, or of several.
    private static let mostForms = 256
    /// Files from which on several threads are worth it.
    private static let many = 32

    /// - Parameter now: nanoseconds since 1970.
    init(now: @escaping @Sendable () -> Int64 = { FileStamp.now }) { self.now = now }

    /// Of each file in their order, up to the first that cannot be read.
    ///
    /// - Parameter sample: reads one; called on several threads.
    func schemas(
        of paths: ArraySlice<String>, as form: Form,
        _ sample: @Sendable (String) -> Result<Schema, ColumnarError>
    ) -> [Result<Schema, ColumnarError>] {
        let stamps = paths.map { FileStamp(of: $0) }
        let kept = known.withLock { known in
            let files = known[form]
            return zip(paths, stamps).map { path, stamp in
                files?[path].flatMap { $0.stamp == stamp ? $0.schema : nil }
            }
        }
        let missing = kept.indices.filter { kept[$0] == nil }
        guard !missing.isEmpty else { return kept.compactMap { $0.map { .success($0) } } }
        let time = now()
        let found = read(missing.map { paths[paths.startIndex + $0] }, sample)
        var all = kept.map { $0.map { Result<Schema, ColumnarError>.success($0) } }
        for (place, schema) in zip(missing, found) { all[place] = schema }
        let new = zip(missing, found).compactMap { place, found -> (path: String, known: Known)? in
            let path = paths[paths.startIndex + place]
            guard let schema = try? found.get(), let stamp = stamps[place], stamp.isSettled(at: time),
                FileStamp(of: path) == stamp
            else { return nil }
            return (path, Known(stamp: stamp, schema: schema))
        }
        keep(new, form)
        return Array(all.prefix { $0 != nil }.compactMap(\.self))
    }

    private func read(
        _ paths: [String], _ sample: @Sendable (String) -> Result<Schema, ColumnarError>
    ) -> [Result<Schema, ColumnarError>] {
        guard paths.count >= Self.many else {
            var found: [Result<Schema, ColumnarError>] = []
            for path in paths {
                found.append(sample(path))
                if case .failure = found[found.count - 1] { break }
            }
            return found
        }
        return [Result<Schema, ColumnarError>](unsafeUninitializedCapacity: paths.count) { buffer, count in
            // Each call has a place of its own.
            nonisolated(unsafe) let places = buffer
            DispatchQueue.concurrentPerform(iterations: paths.count) { index in
                places.initializeElement(at: index, to: sample(paths[index]))
            }
            count = paths.count
        }
    }

    private func keep(_ files: [(path: String, known: Known)], _ form: Form) {
        guard !files.isEmpty else { return }
        known.withLock { known in
            if known[form] == nil, known.count >= Self.mostForms { known = [:] }
            for (path, file) in files { known[form, default: [:]][path] = file }
        }
    }
}
