package import ADBC
import Columnar
package import Plan
import Synchronization

/// The sources of a plan, files and databases, as they are found. Blocks while it looks into a file (a header and the first MiB, or a
/// footer) or asks a database. Each source is looked into once in the life of this, which is one planning. Any thread.
package final class InspectedSources: SourceCatalog {
    private struct Key: Hashable {
        var origin: SourceDeclaration.Origin
        var csv: SourceDeclaration.CSVDialect
        var types: [String: DataType]
    }

    /// What a source is.
    enum Inspection {
        case files(FileReader)
        case table(DatabaseTable)

        var schema: SourceSchema {
            switch self {
            case .files(let reader):
                SourceSchema(columns: reader.schema.fields.map { .init(name: $0.name, type: DataType($0.type)) })
            case .table(let table):
                SourceSchema(columns: table.columns.map { .init(name: $0.name, type: $0.type) })
            }
        }
    }

    private let known = Mutex<[Key: Result<Inspection, PlanError>]>([:])

    private let drivers: DriverLocator
    private let isStrict: Bool

    /// - Parameters:
    ///   - drivers: finds the drivers of databases.
    ///   - isStrict: true: a declared type that is neither what the source has nor wider is an error, rather than converted to. Text,
    ///     which has no types of its own, is read as declared.
    package init(drivers: DriverLocator = DriverLocator(), isStrict: Bool = false) {
        self.drivers = drivers
        self.isStrict = isStrict
    }

    package func schema(of source: SourceDeclaration) throws(PlanError) -> SourceSchema {
        let found = try inspect(source).schema
        if isStrict { try checkTypes(of: source) }
        let schema = try restricted(found, to: source)
        try checkOrder(of: source, schema)
        return schema
    }

    /// Looks into a source, or remembers what was found.
    func inspect(_ source: SourceDeclaration) throws(PlanError) -> Inspection {
        let key = Key(origin: source.origin.value, csv: source.csv, types: source.types.mapValues(\.value))
        if let cached = known.withLock({ $0[key] }) { return try cached.get() }
        let found = Result { () throws(PlanError) in try find(source) }
        known.withLock { $0[key] = found }
        return try found.get()
    }

    private func find(_ source: SourceDeclaration) throws(PlanError) -> Inspection {
        if let database = DatabaseSource(source.origin.value) { return .table(try find(database, source)) }
        do {
            return .files(try FileReader(source))
        } catch {
            throw problem(error, source)
        }
    }

    /// Each declared type is what the source has without a declaration, or wider.
    private func checkTypes(of source: SourceDeclaration) throws(PlanError) {
        if source.types.isEmpty { return }
        if case .file(let format, _, _) = source.origin.value, format == .csv || format == .json { return }
        var plain = source
        plain.types = [:]
        let own = Dictionary(
            try inspect(plain).schema.columns.map { ($0.name, $0.type) }, uniquingKeysWith: { first, _ in first })
        let problems = source.types.sorted { $0.value.position < $1.value.position }.compactMap { name, declared in
            guard let found = own[name] ?? nil, !found.widens(to: declared.value) else { return Diagnostic?.none }
            return Diagnostic.error(
                "source '\(source.name.value)': the column '\(name)' is declared as \(declared.value), but it is \(found); with "
                    + "--strict a declared type is the source's own or wider, so declare \(found) and cast it by an expression",
                at: declared.position)
        }
        guard problems.isEmpty else { throw PlanError(problems) }
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

    /// The columns that it is sorted by are columns of the source.
    private func checkOrder(of source: SourceDeclaration, _ schema: SourceSchema) throws(PlanError) {
        let names = schema.columns.map(\.name)
        let problems = source.orderBy.filter { !names.contains($0.feature.value) }.map { key in
            Diagnostic.error(
                "source '\(source.name.value)' is ordered by '\(key.feature.value)', which is none of its columns"
                    + NearestName.hint(key.feature.value, among: names), at: key.feature.position)
        }
        guard problems.isEmpty else { throw PlanError(problems) }
    }

    // MARK: Databases

    private func find(_ database: DatabaseSource, _ source: SourceDeclaration) throws(PlanError) -> DatabaseTable {
        func problem(_ message: String, at position: SourcePosition? = nil) -> PlanError {
            PlanError("source '\(source.name.value)': \(message)", at: position ?? source.origin.position)
        }
        if let path = database.path, !FileSystem.exists(path) { throw problem(Self.missing(path, database.written)) }
        do {
            return DatabaseTable(try DatabaseReader(database, types: source.types.mapValues(\.value), drivers))
        } catch {
            throw problem(
                ComputeError(error, database.written).description,
                at: error.context.column.flatMap { source.types[$0]?.position })
        }
    }

    // MARK: Files

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
