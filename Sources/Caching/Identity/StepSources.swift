import Columnar
import Plan

/// What stands in the identities of steps for that which lies outside of the plan: files, servers, programs.
protocol StepSources {
    /// Of all that a source consists of; nil: it has no identity.
    func fingerprint(of origin: SourceDeclaration.Origin) -> ContentHash?
    /// Of a program and the files that it names; nil: it has no identity.
    func fingerprint(of work: CommandWork) -> ContentHash?
    /// Of a file; nil: it has no identity.
    func hash(of path: String) -> ContentHash?

    /// What the plan says of a source, without what decides nothing.
    func definition(of origin: SourceDeclaration.Origin) -> SourceDeclaration.Origin
    func definition(of target: OutputDeclaration.Target) -> OutputDeclaration.Target
    func definition(of work: CommandWork) -> CommandWork
}

/// By what is in them.
extension FileFingerprints: StepSources {
    /// What files are called and where they lie decides nothing but their order, which is in the fingerprint.
    func definition(of origin: SourceDeclaration.Origin) -> SourceDeclaration.Origin {
        guard case .file(let format, _, _) = origin else { return origin }
        return .file(format, path: "", written: "")
    }

    func definition(of target: OutputDeclaration.Target) -> OutputDeclaration.Target { target }
    func definition(of work: CommandWork) -> CommandWork { work }
}

/// By what the plan calls them, whatever is in them. Looks at no file. Credentials and the values of variables are no part of it, nor is
/// the folder that the plan lies in.
struct DeclaredSources: StepSources {
    private static let declared = IdentityBytes("declared").hash

    func fingerprint(of origin: SourceDeclaration.Origin) -> ContentHash? { Self.declared }
    func fingerprint(of work: CommandWork) -> ContentHash? { Self.declared }
    func hash(of path: String) -> ContentHash? { Self.declared }

    func definition(of origin: SourceDeclaration.Origin) -> SourceDeclaration.Origin {
        switch origin {
        case .file(let format, _, let written): .file(format, path: "", written: written)
        case .sqlite(_, let written, let relation): .sqlite(path: "", written: written, relation)
        case .duckdb(_, let written, let relation): .duckdb(path: "", written: written, relation)
        case .postgresql(let uri, let relation): .postgresql(uri: Redaction.address(uri), relation)
        case .adbc(let driver, let uri, let relation): .adbc(driver: driver, uri: Redaction.address(uri), relation)
        }
    }

    func definition(of target: OutputDeclaration.Target) -> OutputDeclaration.Target {
        switch target {
        case .file(_, let written, let format): return .file(path: "", written: written, format: format)
        case .table(var table):
            switch table.database {
            case .sqlite(_, let written): table.database = .sqlite(path: "", written: written)
            case .duckdb(_, let written): table.database = .duckdb(path: "", written: written)
            case .postgresql(let uri): table.database = .postgresql(uri: Redaction.address(uri))
            }
            return .table(table)
        }
    }

    func definition(of work: CommandWork) -> CommandWork {
        var work = work
        work.folder = ""
        work.environment = work.environment.mapValues { _ in "" }
        return work
    }
}
