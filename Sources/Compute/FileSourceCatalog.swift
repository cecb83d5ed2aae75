import Columnar
package import Plan
import Synchronization

/// Reads the schemas of file sources. Blocks while it looks into a file: a header and the first MiB, or a footer. Each source is
/// looked at once in the life of a catalog, which is one planning. Any thread.
package final class FileSourceCatalog: SourceCatalog {
    private struct Key: Hashable {
        var origin: SourceDeclaration.Origin
        var csv: SourceDeclaration.CSVDialect
        var types: [String: DataType]
    }

    private let known = Mutex<[Key: Result<SourceSchema, PlanError>]>([:])

    package init() {}

    package func schema(of source: SourceDeclaration) throws(PlanError) -> SourceSchema {
        let key = Key(origin: source.origin.value, csv: source.csv, types: source.types.mapValues(\.value))
        let found: Result<SourceSchema, PlanError>
        if let cached = known.withLock({ $0[key] }) {
            found = cached
        } else {
            found = Result { () throws(PlanError) in try read(source) }
            known.withLock { $0[key] = found }
        }
        return try restricted(found.get(), to: source)
    }

    private func read(_ source: SourceDeclaration) throws(PlanError) -> SourceSchema {
        do {
            return SourceSchema(
                columns: try FileReader(source).schema.fields.map { .init(name: $0.name, type: DataType($0.type)) })
        } catch {
            throw problem(error, source)
        }
    }

    /// Only the columns that the source declares, in its order.
    private func restricted(_ schema: SourceSchema, to source: SourceDeclaration) throws(PlanError) -> SourceSchema {
        guard let wanted = source.columns else { return schema }
        let byName = Dictionary(schema.columns.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var columns: [SourceSchema.Column] = []
        var problems: [Diagnostic] = []
        for name in wanted {
            if let column = byName[name.value] {
                columns.append(column)
            } else {
                let hint = NearestName.hint(name.value, among: schema.columns.map(\.name))
                problems.append(
                    .error("source '\(source.name.value)' has no column '\(name.value)'\(hint)", at: name.position))
            }
        }
        guard problems.isEmpty else { throw PlanError(problems) }
        return SourceSchema(columns: columns)
    }

    private func problem(_ error: ComputeError, _ source: SourceDeclaration) -> PlanError {
        guard case .file(_, let path, let written) = source.origin.value else {
            return PlanError("source '\(source.name.value)': \(error.message)", at: source.origin.position)
        }
        if let column = error.column, let position = source.types[column]?.position {
            return PlanError("source '\(source.name.value)': \(error.description)", at: position)
        }
        guard error.code == .file, !FileSystem.exists(path) else {
            return PlanError("source '\(source.name.value)': \(error.description)", at: source.origin.position)
        }
        return PlanError(
            "source '\(source.name.value)': \(Self.missing(path, written))", at: source.origin.position)
    }

    /// Says what is there instead of a file that is not.
    private static func missing(_ path: String, _ written: String) -> String {
        let folder = FileSystem.folder(of: path)
        if written.contains(where: { "*?[".contains($0) }) {
            return "no file matches '\(written)'"
        }
        guard FileSystem.isFolder(folder) else {
            return "there is no file '\(written)': its folder does not exist"
        }
        let names = FileSystem.names(in: folder).filter { !$0.hasPrefix(".") }
        if let near = NearestName.of(FileSystem.name(of: path), among: names) {
            let place = FileSystem.folder(of: written)
            return "there is no file '\(written)'; did you mean '\(place.isEmpty ? "" : place + "/")\(near)'?"
        }
        let listed = names.prefix(5).joined(separator: ", ")
        let more = names.count > 5 ? ", …" : ""
        return "there is no file '\(written)'; "
            + (names.isEmpty ? "the folder is empty" : "beside it are \(listed)\(more)")
    }
}
