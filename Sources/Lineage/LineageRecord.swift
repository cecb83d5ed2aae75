package import Compute
package import Plan

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What a run with lineage leaves of a plan: a folder `lineage/PLAN FILE` among what is kept beside the plan, of the last such run
/// that succeeded. While a run is on it has a folder of its own, which takes the other's place at its end.
package struct LineageRecord {
    /// The folder of the last run.
    package let folder: String
    private let pending: String

    /// - Parameters:
    ///   - memoryFolder: of what is kept beside the plan, `.weir`.
    ///   - runID: of the run that is to begin.
    package init(of plan: ExecutionPlan, in memoryFolder: String, runID: String = "") {
        let name = plan.file.split(separator: "/").last.map(String.init) ?? plan.name
        folder = "\(memoryFolder)/lineage/\(name)"
        pending = "\(memoryFolder)/lineage/.\(name).\(runID).tmp"
    }

    /// Makes the run's folder, where its steps put their traces. Folders of runs that died go.
    package func begin() throws(LineageError) -> LineageTarget {
        sweep()
        do {
            try FileManager.default.createDirectory(atPath: pending, withIntermediateDirectories: true)
        } catch {
            throw LineageError("there is no folder for the lineage, \(pending): \(String(cString: strerror(errno)))")
        }
        return .folder(pending)
    }

    /// Puts the run's folder in its place, or away.
    package func end(_ plan: ExecutionPlan, isKept: Bool) throws(LineageError) {
        guard isKept else { return remove(pending) }
        do {
            try Self.identity(of: plan).write(toFile: pending + "/plan", atomically: false, encoding: .utf8)
        } catch {
            remove(pending)
            throw LineageError("the lineage cannot be written to \(pending): \(error)")
        }
        remove(folder)
        guard rename(pending, folder) == 0 else {
            let cause = String(cString: strerror(errno))
            remove(pending)
            throw LineageError("the lineage cannot be put in place at \(folder): \(cause)")
        }
    }

    /// The traces of the last run.
    ///
    /// - Throws: where there was none, or it was of another plan.
    package func traces(for plan: ExecutionPlan) throws(LineageError) -> LineageTarget {
        guard let kept = FileManager.default.contents(atPath: folder + "/plan") else {
            throw LineageError("no run has recorded which rows come from which; run the plan with --lineage first")
        }
        guard let identity = try? Self.identity(of: plan), Array(kept) == Array(identity.utf8) else {
            throw LineageError(
                "the lineage that there is was recorded of another plan: the file, its sources' columns, --set or --only "
                    + "differ. Run it with --lineage as it is now")
        }
        return .folder(folder)
    }

    /// All that decides which rows come from which, but the data. Where the plan lies does not count, nor where something stands in it.
    private static func identity(of plan: ExecutionPlan) throws -> String {
        var plan = plan
        plan.file = ""
        plan.choices = []
        for index in plan.steps.indices { plan.steps[index].position = nil }
        return try plan.explained(as: .json)
    }

    private func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

    /// The last part of a run's id is its process.
    private func sweep() {
        let parts = pending.split(separator: "/")
        guard let own = parts.last else { return }
        let place = pending.dropLast(own.count)
        let prefix = own.prefix(own.count - own.split(separator: ".").suffix(2).joined(separator: ".").count)
        for name in (try? FileManager.default.contentsOfDirectory(atPath: String(place))) ?? [] {
            guard name.hasPrefix(prefix), name.hasSuffix(".tmp"), name != own else { continue }
            let id = name.dropFirst(prefix.count).dropLast(4).split(separator: "-")
            guard id.count >= 2, let process = Int32(id[1], radix: 36), kill(process, 0) != 0, errno == ESRCH else {
                continue
            }
            remove(place + name)
        }
    }
}
