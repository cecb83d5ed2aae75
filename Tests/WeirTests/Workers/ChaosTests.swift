import Events
import Foundation
import SeededRandomness
import TestFolders
import Testing

/// Runs whose workers, or whose engine, come to an end at random moments in every way there is. Each must end right, with the same
/// bytes, or say clearly why not; and nothing may be left. `WEIR_CHAOS` says how many (`make chaos`), `WEIR_CHAOS_SEED` repeats some.
@Suite(.serialized) struct ChaosTests {
    private static let variables = ProcessInfo.processInfo.environment
    private static let count = variables["WEIR_CHAOS"].flatMap { Int($0) } ?? 24

    @Test func everyRunEndsRightOrSaysWhyAndLeavesNothing() async throws {
        let seed = Self.variables["WEIR_CHAOS_SEED"].flatMap { UInt64($0) } ?? .random(in: 0...999_999)
        print("chaos: \(Self.count) runs of seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let expected = try await undisturbed()
        var tally: [String: Int] = [:]
        for number in 1...Self.count {
            let blow = Blow(using: &random)
            let end = try await run(blow, expected)
            tally["\(blow.kind.name): \(end)", default: 0] += 1
            if end == "wrong" { Issue.record("run \(number) of seed \(seed): \(blow)") }
        }
        for (what, times) in tally.sorted(by: { $0.key < $1.key }) { print("chaos: \(times) × \(what)") }
    }

    private func undisturbed() async throws -> [String: Data] {
        let folder = try TestFolder(TripsPlan.files(rows: Blow.rows))
        let ended = try await WeirProcess.run(["run", "plan.yaml", "--ui", "none", "--mode", "sync"], in: folder.path)
        try #require(ended.status == 0, "\(ended.errors)")
        return try contents(folder)
    }

    private func contents(_ folder: TestFolder) throws -> [String: Data] {
        try Dictionary(uniqueKeysWithValues: TripsPlan.outputs.map { ($0, try folder.data(of: $0)) })
    }

    /// How it ended: `right`, `failed` with a clear error, or `killed` and then right at the second try; else `wrong`.
    private func run(_ blow: Blow, _ expected: [String: Data]) async throws -> String {
        let folder = try TestFolder(TripsPlan.files(rows: Blow.rows, extra: blow.feature, run: blow.options))
        let isStruck = Locked(false)
        let arguments = blow.program == .probe ? ["\(blow.workers)"] : ["--workers", "\(blow.workers)"]
        let (ended, run) = try await WatchedRun.run(blow.program, "plan.yaml", arguments, in: folder) {
            _, story, process in
            guard story.events.count >= blow.moment, let signal = blow.kind.signal else { return }
            isStruck.withLock { isStruck in
                if isStruck { return }
                if blow.kind.isOfEngine {
                    process.send(signal)
                } else {
                    let living = story.living.values.sorted()
                    guard !living.isEmpty else { return }
                    kill(living[blow.place % living.count], signal)
                }
                isStruck = true
            }
        }
        let left = try Leftovers.processes(run.processes, in: folder)
        #expect(left == [], "processes of \(blow)")
        let marker = folder.files.filter { $0.hasPrefix("once_") }
        let end = try judge(ended, folder, expected, marker, blow, wasStruck: isStruck.withLock { $0 })
        if end == "wrong" { print("chaos: \(blow): status \(ended.status), \(folder.files)\n\(ended.errors)") }
        guard end == "killed" else { return end }

        try folder.write(TripsPlan.files(rows: 1)["plan.yaml"] ?? "", to: "plan.yaml")
        let (second, _) = try await WatchedRun.run(.weir, "plan.yaml", in: folder)
        let again = try judge(second, folder, expected, marker, blow, wasStruck: false)
        if again != "right" {
            print("chaos: \(blow), then: status \(second.status), \(folder.files)\n\(second.errors)")
        }
        return again == "right" ? "killed, then right" : "wrong"
    }

    private func judge(
        _ ended: WeirProcess.Ended, _ folder: TestFolder, _ expected: [String: Data], _ marker: [String], _ blow: Blow,
        wasStruck: Bool
    ) throws -> String {
        let before = (TripsPlan.names + marker).sorted()
        switch ended.status {
        case 0:
            guard folder.files == (before + TripsPlan.outputs).sorted() else { return "wrong" }
            return try contents(folder) == expected ? "right" : "wrong"
        case 1:
            return folder.files == before && Blow.isExplained(ended.errors) ? "failed" : "wrong"
        case 128 + SIGKILL where blow.kind.isOfEngine && wasStruck:
            // One killed while it put its outputs in place leaves some of them, or all: each whole.
            let placed = folder.files.filter { TripsPlan.outputs.contains($0) }
            return try placed.allSatisfy { try folder.data(of: $0) == expected[$0] } ? "killed" : "wrong"
        default: return "wrong"
        }
    }
}

/// What happens to one run, and when.
private struct Blow: CustomStringConvertible {
    enum Kind: Hashable {
        /// To a worker.
        case signal(Int32)
        /// To the engine.
        case engine(Int32)
        /// In a step: see `Fault`.
        case fault(String, once: Bool)

        var signal: Int32? {
            switch self {
            case .signal(let signal), .engine(let signal): signal
            case .fault: nil
            }
        }

        var isOfEngine: Bool { if case .engine = self { true } else { false } }

        var name: String {
            switch self {
            case .signal(let signal): "worker gets signal \(signal)"
            case .engine(let signal): "engine gets signal \(signal)"
            case .fault(let name, let once): "step \(name)\(once ? " once" : "")"
            }
        }
    }

    static let rows = 3_000
    private static let faults = [
        "segfault", "killed", "exit0", "exit7", "closes", "closesAndAnswers", "stops", "hangs", "orphans", "babbles",
    ]

    let kind: Kind
    let program: WatchedRun.Program
    /// The number of the event at which a signal is sent, and which of the living workers gets it.
    let moment: Int
    let place: Int
    let workers: Int
    let retries: Int

    init(using random: inout SeededGenerator) {
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<4: kind = .signal([SIGKILL, SIGSEGV, SIGSTOP, SIGTERM].randomElement(using: &random) ?? SIGKILL)
        case 4..<6: kind = .engine(SIGKILL)
        default:
            kind = .fault(
                Self.faults.randomElement(using: &random) ?? "killed", once: Bool.random(using: &random))
        }
        if case .fault = kind { program = .probe } else { program = Bool.random(using: &random) ? .weir : .probe }
        moment = Int.random(in: 2...90, using: &random)
        place = Int.random(in: 0..<8, using: &random)
        workers = Int.random(in: 1...3, using: &random)
        retries = Int.random(in: 0...2, using: &random)
    }

    var feature: String {
        if case .fault(let name, let once) = kind { "\(once ? "once" : "always")_\(name)" } else { "extra" }
    }

    var options: String {
        "workers: \(workers), timeout: 3s" + (retries > 0 ? ", retries: {times: \(retries), backoff: 5ms}" : "")
    }

    /// Whether the errors say what came to a worker.
    static func isExplained(_ errors: String) -> Bool {
        [
            "its worker process ", "it took longer than its timeout of 3", "the worker process speaks version ",
            "worker processes died one after another",
        ].contains { errors.contains($0) }
    }

    var description: String {
        "\(kind.name), \(program), at event \(moment), place \(place), \(workers) workers, \(retries) retries"
    }
}
