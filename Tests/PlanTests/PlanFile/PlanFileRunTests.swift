import Testing

@testable import Plan

@Suite("The run section of a plan file")
struct PlanFileRunTests {
    @Test("Every option is kept")
    func options() throws {
        let run = try PlanFileFixture.plan(
            """
            run:
              frameworks: [arrow, duckdb]
              mode: [sync, threads, processes]
              workers: 4
              memory: 2GiB
              retries: {times: 2, backoff: 1m}
              timeout: 15m
              fail: keep-going
              drivers: {sqlite: lib/sqlite.so, duckdb: /abs/duckdb.so}
              spark: "sc://localhost"
            """
        ).run
        #expect(run.frameworks?.map(\.value) == ["arrow", "duckdb"])
        #expect(run.modes == [.sync, .threads, .processes])
        #expect(run.workers == 4)
        #expect(run.memory == 2_147_483_648)
        #expect(run.retries == RetryPolicy(times: 2, backoff: .seconds(60)))
        #expect(run.timeout == .seconds(900))
        #expect(run.failure == .keepGoing)
        #expect(run.drivers == ["sqlite": "/plans/lib/sqlite.so", "duckdb": "/abs/duckdb.so"])
        #expect(run.spark?.value == "sc://localhost")
    }

    @Test("What is not said stays open", arguments: ["run:", "run: {}", "name: x"])
    func nothing(text: String) throws {
        let run = try PlanFileFixture.plan(text).run
        #expect(run.frameworks == nil && run.modes == nil && run.workers == nil && run.memory == nil)
        #expect(run.retries == nil && run.timeout == nil && run.failure == nil && run.spark == nil)
        #expect(run.drivers.isEmpty)
    }

    @Test("One mode stands without a list")
    func oneMode() throws {
        #expect(try PlanFileFixture.plan("run: {mode: processes}").run.modes == [.processes])
    }

    @Test(
        "An option that cannot be is explained",
        arguments: [
            BadPlan("frameworks: arrow", "1:19: 'frameworks': expected a list of compute frameworks, found 'arrow'"),
            BadPlan("frameworks: [a, a]", "1:23: 'frameworks': 'a' is listed twice; the first is at line 1"),
            BadPlan("mode: thread", "1:13: 'mode': unknown 'thread'; did you mean 'threads'?"),
            BadPlan("mode: []", "1:7: 'mode' is empty; name 'sync', 'threads' or 'processes', or leave it out"),
            BadPlan("mode: [sync, sync]", "1:20: 'mode': 'sync' is listed twice"),
            BadPlan("workers: 0", "1:16: 'workers': expected a whole number of at least 1, found the number 0"),
            BadPlan("workers: 2.5", "1:16: 'workers': expected a whole number of at least 1, found the number 2.5"),
            BadPlan("memory: 5XB", "1:15: 'memory': expected a size such as 512MiB or 2GB, found '5XB'"),
            BadPlan("memory: 0", "1:15: 'memory': expected a size such as 512MiB or 2GB, found the number 0"),
            BadPlan("timeout: 1y", "1:16: 'timeout': expected a duration such as 90s, 15m, 2h or 1d, found '1y'"),
            BadPlan("timeout: 0s", "1:16: 'timeout': expected a duration such as 90s, 15m, 2h or 1d, found '0s'"),
            BadPlan("fail: slow", "1:13: 'fail': expected 'fast' or 'keep-going', found 'slow'"),
            BadPlan("drivers: [a]", "1:16: 'drivers': expected a mapping of names to paths, found a list"),
            BadPlan("worker: 2", "1:7: unknown key 'worker' in 'run'; did you mean 'workers'?"),
        ])
    func mistakes(plan: BadPlan) {
        #expect(PlanFileFixture.errors("run: {\(plan.text)}") == [plan.message])
    }

    @Test("The command line goes over the file, and the file over the user's configuration")
    func layers() {
        var commandLine = RunOptions()
        commandLine.workers = 1
        var file = RunOptions()
        file.workers = 2
        file.memory = 100
        file.drivers = ["a": "/file/a", "b": "/file/b"]
        var configuration = UserConfiguration()
        configuration.workers = 3
        configuration.drivers = ["b": "/user/b", "c": "/user/c"]
        let run = commandLine.over(file).over(configuration.runOptions)
        #expect(run.workers == 1)
        #expect(run.memory == 100)
        #expect(run.drivers == ["a": "/file/a", "b": "/file/b", "c": "/user/c"])
        #expect(RunOptions().over(configuration.runOptions).workers == 3)
    }
}
