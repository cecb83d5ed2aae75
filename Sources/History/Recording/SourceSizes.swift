import Columnar
import Compute
package import Plan

/// How large the files are that steps read, by which what they make is set in proportion.
package enum SourceSizes {
    /// Bytes of the files that each reading step reads, as they are now; steps of which that is not known are left out. Looks at the
    /// files' sizes alone; blocks.
    package static func of(_ plan: ExecutionPlan) -> [StepID: Int] {
        var sizes: [StepID: Int] = [:]
        for step in plan.steps {
            guard case .read(let work) = step.work, let bytes = bytes(of: work.source.origin.value) else { continue }
            sizes[step.id] = bytes
        }
        return sizes
    }

    private static func bytes(of origin: SourceDeclaration.Origin) -> Int? {
        switch origin {
        case .file(_, let path, _):
            guard let paths = try? FilePattern.files(path), !paths.isEmpty else { return nil }
            var sum = 0
            for path in paths {
                guard let bytes = try? FileSystem.size(of: path) else { return nil }
                sum += bytes
            }
            return sum
        case .sqlite(let path, _, _), .duckdb(let path, _, _): return try? FileSystem.size(of: path)
        case .postgresql, .adbc: return nil
        }
    }
}
