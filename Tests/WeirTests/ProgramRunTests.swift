import Events
import Foundation
import TestFolders
import Testing

/// Runs of plans whose groups are programs.
@Suite struct ProgramRunTests {
    private static let modes = ["sync", "threads", "processes"]

    private static func plan(_ groups: String, features: String, rest: String = "") -> [String: String] {
        let yaml = """
            sources: {trips: {csv: trips.csv}}
            groups:
            \(groups.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
            outputs:
              out: {features: [\(features)], to: out.csv}
            \(rest)
            """
        return ["plan.yaml": yaml, "trips.csv": "town,miles\nBern,2\nBasel,\nChur,7\n"]
    }

    /// A program that says that it is there, and would be for ten minutes, as would another that it has started.
    private static let endless = #"[sh, -c, "sleep 600 & echo here >&2; sleep 600"]"#

    @Test(arguments: modes) func aProgramsColumnsAreFeaturesLikeOthers(mode: String) async throws {
        let folder = try TestFolder(
            Self.plan(
                """
                copies: {from: trips, command: [cat], inputs: [miles, town], outputs: [town, miles]}
                added: {from: trips, command: [cat], inputs: [miles], outputs: {miles: int64}, rows: same}
                by_town: {from: copies, group_by: [town], features: [miles__sum]}
                """, features: "trips.town, added.miles, added.miles__max_aggr",
                rest: "  more: {features: [by_town.town, by_town.miles__sum], to: more.csv}\n"))
        let ended = try await WeirProcess.run(
            ["run", "plan.yaml", "--ui", "plain", "--mode", mode], in: folder.path)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(try folder.text(of: "out.csv") == "town,miles,miles__max_aggr\nBern,2,7\nBasel,,7\nChur,7,7\n")
        #expect(try folder.text(of: "more.csv") == "town,miles__sum\nBern,2\nBasel,\nChur,7\n")
    }

    @Test(arguments: modes) func aFailureNamesTheStepTheProgramAndItsLastWords(mode: String) async throws {
        let folder = try TestFolder(
            Self.plan(
                #"g: {from: trips, command: [sh, -c, "echo no model here >&2; exit 3"], inputs: [miles], outputs: [risk]}"#,
                features: "risk"))
        let ended = try await WeirProcess.run(["run", "plan.yaml", "--ui", "plain", "--mode", mode], in: folder.path)
        #expect(ended.status == 1)
        #expect(
            ended.errors.contains(
                "the program 'sh -c 'echo no model here >&2; exit 3'' exited with status 3; its last words: no model here"
            ),
            "\(ended.errors)")
        #expect(ended.errors.contains("run g"))
        #expect(ended.output.contains("no model here"))
        #expect(folder.files == ["plan.yaml", "trips.csv"])
    }

    @Test(arguments: modes) func aProgramThatTakesTooLongIsEndedWithAllThatItHasStarted(mode: String) async throws {
        let folder = try TestFolder(
            Self.plan(
                "g: {from: trips, command: \(Self.endless), inputs: [miles], outputs: [risk], timeout: 1s}",
                features: "risk"))
        let ended = try await WeirProcess.run(["run", "plan.yaml", "--ui", "plain", "--mode", mode], in: folder.path)
        #expect(ended.status == 1)
        #expect(ended.errors.contains("it took longer than its timeout of 1.0 seconds"), "\(ended.errors)")
        #expect(try Leftovers.processes([], in: folder) == [])
    }

    /// Runs a plan whose program never ends; sends the signals once the program has said that it is there.
    private func runEndless(_ mode: String, _ signals: [Int32]) async throws -> (WeirProcess.Ended, TestFolder) {
        let folder = try TestFolder(
            Self.plan("g: {from: trips, command: \(Self.endless), inputs: [miles], outputs: [risk]}", features: "risk"))
        let said = Locked("")
        let ended = try await WeirProcess.run(["run", "plan.yaml", "--ui", "json", "--mode", mode], in: folder.path) {
            text, process in
            let isNew = said.withLock { said in
                let wasThere = said.contains(#""here""#)
                said += text
                return !wasThere && said.contains(#""here""#)
            }
            if isNew { for signal in signals { process.send(signal) } }
        }
        return (ended, folder)
    }

    @Test(.timeLimit(.minutes(9)), arguments: modes)
    func noProgramOutlivesAnEngineThatIsKilled(mode: String) async throws {
        let (ended, folder) = try await runEndless(mode, [SIGKILL])
        #expect(ended.status == 128 + SIGKILL)
        #expect(try Leftovers.processes([], in: folder) == [])
    }

    @Test(.timeLimit(.minutes(9)), arguments: modes)
    func noProgramOutlivesARunThatIsStopped(mode: String) async throws {
        // Of one kind, signals that wait are one. The second ends the run at once; where the step is on the main thread, the third does.
        let (ended, folder) = try await runEndless(mode, [SIGINT, SIGTERM, SIGHUP])
        #expect([SIGINT, SIGTERM, SIGHUP].map { 128 + $0 }.contains(ended.status), "\(ended.status) \(ended.errors)")
        #expect(try Leftovers.processes([], in: folder) == [])
    }

    @Test func checkAndPlanRunNoProgram() async throws {
        let folder = try TestFolder(
            Self.plan("g: {from: trips, command: [touch, ran], inputs: [miles], outputs: [risk]}", features: "risk"))
        let checked = try await WeirProcess.run(["check", "plan.yaml"], in: folder.path)
        #expect(checked.status == 0, "\(checked.errors)")
        for format in ["text", "json", "dot"] {
            let planned = try await WeirProcess.run(["plan", "plan.yaml", "--format", format], in: folder.path)
            #expect(planned.status == 0)
            #expect(planned.output.contains("run g"))
        }
        #expect(folder.files == ["plan.yaml", "trips.csv"])
    }

    @Test(arguments: ["run", "check", "plan"]) func programsCanBeForbidden(command: String) async throws {
        let folder = try TestFolder(
            Self.plan("g: {from: trips, command: [touch, ran], inputs: [miles], outputs: [risk]}", features: "town"))
        let ended = try await WeirProcess.run([command, "plan.yaml", "--no-commands"], in: folder.path)
        #expect(ended.status == 2)
        #expect(
            ended.errors
                == "plan.yaml:3:3: error: the group 'g' runs a program (touch), which --no-commands forbids\n")
        #expect(folder.files == ["plan.yaml", "trips.csv"])
    }

    @Test(.enabled(if: PythonWithFlight.path != nil, "needs a python3 with pyarrow"), arguments: modes)
    func aProgramInPythonAddsColumns(mode: String) async throws {
        let python = try #require(PythonWithFlight.path)
        let script = """
            import sys
            import pyarrow as pa

            with pa.ipc.open_stream(sys.stdin.buffer) as reader:
                table = reader.read_all()
            risk = pa.array([None if m is None else m / 10 for m in table["miles"].to_pylist()], pa.float64())
            labels = pa.array(["Zürich 🚲"] * table.num_rows).dictionary_encode()
            result = pa.table({"risk": risk, "label": labels})
            with pa.ipc.new_stream(sys.stdout.buffer, result.schema) as writer:
                writer.write_table(result, max_chunksize=1)
            """
        let folder = try TestFolder(
            Self.plan(
                "g: {from: trips, command: [\(python), risk.py], inputs: [miles], outputs: {risk: float64, label: string}, rows: same}",
                features: "trips.town, risk, label, risk__max_aggr"))
        try folder.write(script, to: "risk.py")
        let ended = try await WeirProcess.run(["run", "plan.yaml", "--ui", "plain", "--mode", mode], in: folder.path)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(
            try folder.text(of: "out.csv") == """
                town,risk,label,risk__max_aggr
                Bern,0.2,Zürich 🚲,0.7
                Basel,,Zürich 🚲,0.7
                Chur,0.7,Zürich 🚲,0.7

                """)
    }

    /// The programs of the README that Python runs, as (name, text).
    private static let readme: [(name: String, text: String)] = {
        let path = URL(fileURLWithPath: #filePath).appending(path: "../../../README.md").standardized
        let text = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
        let blocks = text.components(separatedBy: "```py\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
        return zip(["pandas", "polars", "duckdb"], blocks).map { ($0, $1) }
    }()

    @Test func theReadmeHasThreeProgramsInPython() {
        #expect(Self.readme.count == 3)
        #expect(Self.readme.allSatisfy { $0.text.contains("import sys, \($0.name)") })
    }

    @Test(
        .enabled(if: PythonWithFlight.path != nil, "needs a python3 with pyarrow"),
        arguments: ["pandas", "polars", "duckdb"])
    func theReadmesProgramsRun(module: String) async throws {
        let python = try #require(PythonWithFlight.path)
        guard (try? PythonWithFlight.run(python, ["-c", "import \(module)"])) != nil else {
            return print("skipped: \(python) has no module \(module)")
        }
        let folder = try TestFolder(
            Self.plan(
                "g: {from: trips, command: [\(python), risk.py], inputs: [dep_delay, distance], outputs: {risk: float64}, rows: same}",
                features: "trips.dep_delay, risk"))
        try folder.write("dep_delay,distance\n434,2475\n-3,1089\n,228\n", to: "trips.csv")
        try folder.write(try #require(Self.readme.first { $0.name == module }).text, to: "risk.py")
        let ended = try await WeirProcess.run(["run", "plan.yaml", "--ui", "plain"], in: folder.path)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(try folder.text(of: "out.csv") == "dep_delay,risk\n434,0.16854368932038835\n-3,0.0\n,\n")
    }
}
