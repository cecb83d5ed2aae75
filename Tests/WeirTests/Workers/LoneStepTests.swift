import Events
import TestFolders
import Testing

/// Steps that are all there is to do: the orchestrator waits for their answer itself, until something else happens.
@Suite struct LoneStepTests {
    @Test(arguments: WorkerDeathTests.deaths)
    func theErrorSaysHowAWorkerEnded(death: WorkerDeathTests.Death) async throws {
        let folder = try TestFolder(FaultyPlan.chain(feature: "a_" + death.fault))
        let (ended, run) = try await WatchedRun.run(.probe, "plan.yaml", in: folder)
        #expect(ended.status == 1)
        let start = try #require(ended.errors.firstRange(of: "its worker process "))
        let message = ended.errors[start.upperBound...].drop { $0.isNumber }
        #expect(message.hasPrefix(" " + death.says), "\(ended.errors)")
        #expect(message.contains(death.words), "\(ended.errors)")
        #expect(folder.files == FaultyPlan.names)
        #expect(try Leftovers.processes(run.processes, in: folder) == [])
    }

    @Test(arguments: ["segfault", "killed", "exit0", "closes", "babbles"])
    func aRetryHasAProcessOfItsOwn(fault: String) async throws {
        let feature = "once_\(fault)"
        let folder = try TestFolder(FaultyPlan.chain(feature: feature, run: ", retries: {times: 1, backoff: 0s}"))
        let (ended, run) = try await WatchedRun.run(.probe, "plan.yaml", in: folder)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(run.starts(of: feature) == 2)
        #expect(try folder.text(of: "out/result.csv") == FaultyPlan.result(feature: feature))
        #expect(try Leftovers.processes(run.processes, in: folder) == [])
    }

    @Test func whatIsNoAnswerEndsTheWorker() async throws {
        let folder = try TestFolder(FaultyPlan.chain(feature: "a_babbles"))
        let (ended, run) = try await WatchedRun.run(.probe, "plan.yaml", in: folder)
        #expect(ended.status == 1)
        #expect(ended.errors.contains("the worker process speaks version "), "\(ended.errors)")
        #expect(try Leftovers.processes(run.processes, in: folder) == [])
    }

    @Test(arguments: ["hangs", "stops"]) func itCanBeCancelled(fault: String) async throws {
        let folder = try TestFolder(FaultyPlan.chain(feature: "a_\(fault)"))
        let (ended, run) = try await WatchedRun.run(.probe, "plan.yaml", ["cancel=a_\(fault)"], in: folder)
        #expect(ended.status == 1)
        #expect(run.exits.contains("ended with a step that nobody waits for"))
        #expect(run.starts(of: "a_\(fault)") == 1)
        #expect(folder.files == FaultyPlan.names)
        #expect(try Leftovers.processes(run.processes, in: folder) == [])
    }

    @Test func aWorkerIsToldBusyAndIdleByTurns() async throws {
        let folder = try TestFolder(FaultyPlan.chain(feature: "fine"))
        let (ended, run) = try await WatchedRun.run(.probe, "plan.yaml", in: folder)
        #expect(ended.status == 0, "\(ended.errors)")
        var busy: Set<WorkerID> = []
        for event in run.events {
            switch event {
            case .workerBusy(let worker, _): #expect(busy.insert(worker).inserted)
            case .workerIdle(let worker): #expect(busy.remove(worker) != nil)
            default: break
            }
        }
        #expect(try folder.text(of: "out/result.csv") == FaultyPlan.result(feature: "fine"))
    }

    @Test func whatItPrintsIsItsLog() async throws {
        let folder = try TestFolder(FaultyPlan.chain(feature: "a_talks"))
        let (ended, run) = try await WatchedRun.run(.probe, "plan.yaml", in: folder)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(
            run.log(of: "a_talks").filter { $0.hasPrefix("line ") } == (1...1_000).map { "line \($0)" })
    }
}
