import Events
import TestFolders
import Testing

/// Steps that end their worker process: the run says how and goes on with a new one, or ends with a clear error.
@Suite struct WorkerDeathTests {
    struct Death: CustomTestStringConvertible, Sendable {
        var fault: String
        /// How the message begins after the process's number, and what it has somewhere.
        var says: String
        var words = ""
        var testDescription: String { fault }
    }

    static let deaths = [
        Death(fault: "segfault", says: "was killed by SIGSEGV before the step was done"),
        Death(fault: "killed", says: "was killed by SIGKILL before the step was done (by hand, or by the system"),
        Death(
            fault: "exit0", says: "exited with status 0 before the step was done", words: "its last words: going | gone"
        ),
        Death(
            fault: "exit7", says: "exited with status 7 before the step was done", words: "its last words: going | gone"
        ),
        Death(fault: "closes", says: "closed its channel before the step was done"),
        Death(fault: "processor", says: "was killed by SIGXCPU before the step was done"),
        Death(fault: "orphans", says: "was killed by SIGKILL before the step was done"),
    ]

    @Test(arguments: deaths) func theErrorSaysHowAWorkerEnded(death: Death) async throws {
        let folder = try TestFolder(FaultyPlan.files(feature: "a_" + death.fault))
        let (ended, run) = try await WatchedRun.run(.probe, "plan.yaml", in: folder)
        #expect(ended.status == 1)
        let start = try #require(ended.errors.firstRange(of: "its worker process "))
        let message = ended.errors[start.upperBound...].drop { $0.isNumber }
        #expect(message.hasPrefix(" " + death.says), "\(ended.errors)")
        #expect(message.contains(death.words), "\(ended.errors)")
        #expect(folder.files == FaultyPlan.names)
        #expect(try Leftovers.processes(run.processes, in: folder) == [])
    }

    #if os(Linux)
    // Elsewhere the system does not keep a limit of addresses.
    @Test func memoryThatCannotBeHadEndsTheWorkerAlone() async throws {
        let folder = try TestFolder(FaultyPlan.files(feature: "a_memory"))
        let (ended, run) = try await WatchedRun.run(.probe, "plan.yaml", in: folder)
        #expect(ended.status == 1)
        #expect(ended.errors.contains("its worker process "), "\(ended.errors)")
        #expect(ended.errors.contains(" was killed by SIG"), "\(ended.errors)")
        #expect(ended.errors.contains("; its last words: Fatal error: failed to allocate"), "\(ended.errors)")
        #expect(try Leftovers.processes(run.processes, in: folder) == [])
    }

    @Test func aStepThatLeaksInARunWithABudgetEndsItsWorkerAlone() async throws {
        let folder = try TestFolder(FaultyPlan.files(feature: "a_leaks", run: ", memory: 300MiB"))
        let (ended, run) = try await WatchedRun.run(.probe, "plan.yaml", in: folder)
        #expect(ended.status == 1)
        #expect(ended.errors.contains("; its last words: Fatal error: failed to allocate"), "\(ended.errors)")
        #expect(try Leftovers.processes(run.processes, in: folder) == [])
    }
    #endif

    /// Whether the step gets as far as its answer before its engine acts is a matter of luck.
    @Test func aStepThatClosesTheChannelAndGoesOnIsNoticed() async throws {
        let folder = try TestFolder(FaultyPlan.files(feature: "a_closesAndAnswers"))
        let (ended, run) = try await WatchedRun.run(.probe, "plan.yaml", in: folder)
        #expect(ended.status == 1)
        let ends = [" closed its channel before", " exited with status 70 before"]
        #expect(ends.contains { ended.errors.contains($0) }, "\(ended.errors)")
        #expect(try Leftovers.processes(run.processes, in: folder) == [])
    }

    @Test func whatIsNoAnswerEndsTheWorker() async throws {
        let folder = try TestFolder(FaultyPlan.files(feature: "a_babbles"))
        let (ended, run) = try await WatchedRun.run(.probe, "plan.yaml", in: folder)
        #expect(ended.status == 1)
        #expect(ended.errors.contains("the worker process speaks version "), "\(ended.errors)")
        #expect(try Leftovers.processes(run.processes, in: folder) == [])
    }

    @Test(arguments: ["segfault", "killed", "exit0", "closes"])
    func aRetryInANewProcessSucceeds(fault: String) async throws {
        let feature = "once_\(fault)"
        let folder = try TestFolder(
            FaultyPlan.files(feature: feature, options: ", retries: {times: 1, backoff: 10ms}"))
        let (ended, run) = try await WatchedRun.run(.probe, "plan.yaml", in: folder)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(try folder.text(of: "out/result.csv") == FaultyPlan.result(feature: feature))
        let delays = run.events.compactMap { if case .stepRetried(_, _, let delay) = $0 { delay } else { nil } }
        #expect(delays == [10_000_000])
        #expect(folder.files == FaultyPlan.after(feature))
    }

    @Test func aDeathInTheMiddleOfAFileLeavesNoneOfIt() async throws {
        let folder = try TestFolder(FaultyPlan.files(output: "a_killed"))
        let (ended, _) = try await WatchedRun.run(.probe, "plan.yaml", in: folder)
        #expect(ended.status == 1)
        #expect(folder.files == FaultyPlan.names)
    }

    @Test func aFileBegunInVainIsWrittenAgain() async throws {
        let folder = try TestFolder(FaultyPlan.files(output: "once_killed", run: ", retries: {times: 1, backoff: 0s}"))
        let (ended, _) = try await WatchedRun.run(.probe, "plan.yaml", in: folder)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(try folder.text(of: "out/result.csv") == FaultyPlan.result(feature: "fine"))
        #expect(folder.files == FaultyPlan.after("once_killed"))
    }

    @Test func noMoreWorkersAreStartedOnceManyHaveDiedInARow() async throws {
        let folder = try TestFolder(
            FaultyPlan.files(feature: "a_killed", options: ", retries: {times: 50, backoff: 0s}"))
        let (ended, run) = try await WatchedRun.run(.probe, "plan.yaml", in: folder)
        #expect(ended.status == 1)
        #expect(ended.errors.contains("10 worker processes died one after another"), "\(ended.errors)")
        // Far from one for each attempt; a step that ends meanwhile starts the count anew.
        #expect(run.processes.count < 40)
    }
}
