import ADBC
package import Caching
import Columnar
package import Plan
package import Runtime

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

extension Engine {
    /// The folder of what is kept of a plan's runs: `.weir` beside the plan file, shared by all plans there.
    package static func memoryFolder(of plan: ExecutionPlan) -> String { memoryFolder(besidePlan: plan.file) }

    package static func memoryFolder(besidePlan path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return ".weir" }
        return path[...slash] + ".weir"
    }

    /// A cache of results of steps.
    package static func cacheStore(in memoryFolder: String, limit: Int64 = CacheStore.defaultLimit) -> CacheStore {
        CacheStore(folder: memoryFolder + "/cache", limit: limit)
    }

    /// What the run of a request has to do with a cache. Reads the plan's files and what will be loaded; blocks.
    package static func cachedRun(
        _ request: RunRequest, store: CacheStore, files: FileFingerprints
    ) -> CachedRun {
        CachedRun(
            request.plan,
            identity: Engine.identity(
                of: request.plan, previewRows: request.previewRows, describesResults: request.describesResults,
                fitted: fittedSteps(of: request), files: files), store: store, files: files)
    }

    /// Of a request whose artifacts cannot be, the run says why.
    private static func fittedSteps(of request: RunRequest) -> FittedSteps {
        guard let folder = request.artifacts,
            let artifacts = try? RunArtifacts(folder, of: request.plan, frameworks: request.frameworks)
        else { return .forgotten }
        return folder.isLoaded ? .loaded(artifacts.files.mapValues(\.path)) : .saved(Set(artifacts.files.keys))
    }

    /// What the slots of a plan are known by; as `cachedRun` takes it.
    package static func identity(
        of plan: ExecutionPlan, previewRows: Int, describesResults: Bool, fitted: FittedSteps = .forgotten,
        files: FileFingerprints
    ) -> PlanIdentity {
        PlanIdentity(
            of: plan, engine: identity, previews: previews(previewRows, describesResults), fitted: fitted, files: files)
    }

    static func previews(_ rows: Int, _ describes: Bool) -> String { "\(rows) \(describes)" }

    /// What stands for this program in the identities of steps: another build of it, or another Arrow, may compute otherwise.
    static let identity: String = {
        var status = stat()
        let build = stat(Executable.path, &status) == 0 ? "\(status.st_size) \(status.modified)" : ""
        return "weir \(build) arrow \(arrowVersion)"
    }()
}

extension stat {
    /// Nanoseconds since 1970.
    fileprivate var modified: Int64 {
        #if canImport(Darwin)
        let time = st_mtimespec
        #else
        let time = st_mtim
        #endif
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
