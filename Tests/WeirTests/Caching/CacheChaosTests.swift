import Columnar
import Events
import FileWatching
import Foundation
import SeededRandomness
import TestFolders
import Testing

/// Runs that are killed in the middle of writing their cache. Whatever is there then is sound or is not served, and the next run ends
/// right. `WEIR_CHAOS` (`make chaos`) makes it a hundred, `WEIR_CHAOS_SEED` repeats some.
@Suite struct CacheChaosTests {
    private static let variables = ProcessInfo.processInfo.environment
    private static let count = variables["WEIR_CHAOS"] == nil ? 20 : 100

    @Test func aKilledWriterLeavesASoundCache() async throws {
        let seed = Self.variables["WEIR_CHAOS_SEED"].flatMap { UInt64($0) } ?? .random(in: 0...999_999)
        print("cache chaos: \(Self.count) runs of seed \(seed)")
        var random = SeededGenerator(seed: seed)
        var plan = WidePlan()
        plan.rows = 2_000
        let folder = try TestFolder(plan.files)
        var (killed, unfinished) = (0, 0)
        for number in 1...Self.count {
            // All that is made of the source is new.
            plan.salt = number
            try folder.write(plan.files["sales.csv"] ?? "", to: "sales.csv")
            let status = try await run(folder, killedAfter: Int.random(in: 1...60, using: &random))
            if status == 128 + SIGKILL { killed += 1 } else { #expect(status == 0) }
            let left = try Self.unsound(folder)
            #expect(left.unsound == [], "run \(number) of seed \(seed)")
            unfinished += left.unfinished
            guard number % 5 == 0 else { continue }
            // Where it was killed the next goes on, and all is as if nothing had been.
            #expect(try await run(folder) == 0)
            #expect(try Self.unsound(folder).unfinished == 0)
            let fresh = try TestFolder(plan.files)
            #expect(try await run(fresh) == 0)
            #expect(try Self.outputs(folder) == Self.outputs(fresh), "after run \(number) of seed \(seed)")
        }
        print("cache chaos: \(killed) killed, \(unfinished) times in the middle of a file")
        #expect(killed > 0)
    }

    /// - Parameter changes: of the cache's folder, after which the process is killed; nil: it is not.
    private func run(_ folder: TestFolder, killedAfter changes: Int? = nil) async throws -> Int32 {
        let cache = folder.path + "/.weir/cache"
        try folder.makeFolder(".weir/cache")
        let process = try WeirProcess(
            ["run", "plan.yaml", "--cache", "--ui", "none", "--workers", "2"], in: folder.path)
        let seen = Locked(0)
        let watch = try changes.map { changes in
            try DirectoryWatch(
                report: { report in
                    let all = seen.withLock { seen in
                        seen += report.paths.count { $0.hasPrefix(cache + "/") }
                        return seen
                    }
                    if all >= changes { process.send(SIGKILL) }
                }, fail: { _ in })
        }
        watch?.watch([cache])
        let ended = await process.end()
        watch?.stop()
        return ended.status
    }

    /// Files that do not hold what their names say, and how many have no name yet.
    private static func unsound(_ folder: TestFolder) throws -> (unsound: [String], unfinished: Int) {
        var (unsound, unfinished): ([String], Int) = ([], 0)
        for name in folder.files where name.hasPrefix(".weir/cache/") {
            let file = name.dropFirst(".weir/cache/".count)
            if file.hasPrefix(".unfinished-") {
                unfinished += 1
                continue
            }
            let content = file.prefix { $0 != "." }.split(separator: "-").last.flatMap { ContentHash($0) }
            let bytes = [UInt8](try folder.data(of: name))
            if content != ContentHash(of: bytes) { unsound.append(name) }
        }
        return (unsound, unfinished)
    }

    private static func outputs(_ folder: TestFolder) throws -> [String: Data] {
        var outputs: [String: Data] = [:]
        for name in folder.files where name.hasPrefix("out/") { outputs[name] = try folder.data(of: name) }
        return outputs
    }
}
