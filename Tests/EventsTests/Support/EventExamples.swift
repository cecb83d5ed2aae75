import Events
import Plan
import Testing

/// One event of each kind, with the line that it is in a log.
struct EventExample: Sendable, CustomTestStringConvertible {
    var kind: RunEvent.Kind
    /// After `{"seq":7,"t":1234567,`
    var json: String
    var testDescription: String { kind.name }

    static let preview = TablePreview(
        columns: [.init(name: "origin", type: "string", nullCount: 1)], rows: [["EWR"], [nil]], rowCount: 336_776)
    static let previewJSON =
        #"{"columns":[{"name":"origin","type":"string","null_count":1}],"rows":[["EWR"],[null]],"row_count":336776}"#

    static let describedPreview = TablePreview(
        columns: [
            .init(
                name: "delay", type: "float64", nullCount: 1,
                statistics: ColumnStatistics(
                    count: 3, nonFinite: 1, distinct: 2, min: "-1.5", max: "3", mean: 0.75, deviation: 3,
                    histogram: [1, 0, 1], sampledRows: 1_000_000)),
            .init(
                name: "origin", type: "string", nullCount: 0,
                statistics: ColumnStatistics(
                    count: 4, frequencies: [.init(value: "EWR", count: 3), .init(value: "JFK", count: 1)])),
        ], rows: [], rowCount: 4)
    static let describedPreviewJSON =
        #"{"columns":[{"name":"delay","type":"float64","null_count":1,"statistics":{"count":3,"non_finite":1,"#
        + #""distinct":2,"min":"-1.5","max":"3","mean":0.75,"deviation":3.0,"histogram":[1,0,1],"#
        + #""sampled_rows":1000000}},{"name":"origin","type":"string","null_count":0,"statistics":{"count":4,"#
        + #""frequencies":[{"value":"EWR","count":3},{"value":"JFK","count":1}]}}],"rows":[],"row_count":4}"#

    static let started = RunStarted(
        runID: "lx-1a", plan: "delays", file: "plans/delays.yaml", wallClock: 1_763_800_000.25,
        modes: [.sync, .threads],
        workers: 2, memoryBudget: 2_147_483_648,
        steps: [
            .init(
                label: "read flights", kind: .compute, group: "read", framework: "arrow", dependencies: [], inputs: [],
                outputs: [SlotID(0)]),
            .init(
                label: "write delays", kind: .write, group: "write", framework: "arrow", dependencies: [StepID(0)],
                inputs: [SlotID(0)], outputs: []),
        ], slots: [.init(name: "carrier", dataset: DatasetID(0), type: "string")],
        datasets: [.init(name: "flights", framework: "arrow")])

    static let all: [EventExample] = [
        .init(
            kind: .runFinished(
                RunFinished(
                    outcome: .failed, finished: 3, failed: 1, skipped: 2, cancelled: 0, duration: 99,
                    peakPoolBytes: 4096,
                    peakResidentBytes: 8192, written: ["out/a.csv"], message: "cannot")),
            json: #""event":"run_finished","outcome":"failed","finished":3,"failed":1,"skipped":2,"cancelled":0,"#
                + #""duration":99,"peak_pool_bytes":4096,"peak_resident_bytes":8192,"written":["out/a.csv"],"#
                + #""message":"cannot"}"#),
        .init(
            kind: .flight(.opened(address: "grpc+tcp://127.0.0.1:9", tokenFile: "/tmp/r/token")),
            json: #""event":"flight_opened","address":"grpc+tcp://127.0.0.1:9","token_file":"/tmp/r/token"}"#),
        .init(
            kind: .flight(.opened(address: "grpc+unix:///tmp/r/s", tokenFile: nil)),
            json: #""event":"flight_opened","address":"grpc+unix:///tmp/r/s"}"#),
        .init(
            kind: .flight(.read(dataset: "flights", rows: 3, bytes: 24, isWhole: false)),
            json: #""event":"flight_get","name":"flights","rows":3,"bytes":24,"is_whole":false}"#),
        .init(
            kind: .flight(.held(dataset: "flights", columns: 2)),
            json: #""event":"flight_held","name":"flights","columns":2}"#),
        .init(
            kind: .flight(.put(dataset: "mine", rows: 3, bytes: 24)),
            json: #""event":"flight_put","name":"mine","rows":3,"bytes":24}"#),
        .init(
            kind: .flight(.dropped(dataset: "mine", bytes: 24)),
            json: #""event":"flight_drop","name":"mine","bytes":24}"#),
        .init(
            kind: .runExpected(
                RunExpectations(steps: [
                    .init(
                        duration: 1_000, bytes: 8, rows: 1, bytesPerInput: 0.5, runs: 4, finished: 3, failed: 2), nil,
                ])),
            json: #""event":"run_expected","steps":[{"duration":1000,"bytes":8,"rows":1,"bytes_per_input":0.5,"#
                + #""runs":4,"finished":3,"failed":2},null]}"#),
        .init(kind: .runPaused, json: #""event":"run_paused"}"#),
        .init(kind: .runResumed, json: #""event":"run_resumed"}"#),
        .init(kind: .runHeld(failed: 2), json: #""event":"run_held","failed":2}"#),
        .init(
            kind: .breakpointHit(.dropped(DatasetID(1)), StepID(3)),
            json: #""event":"breakpoint_hit","breakpoint":"dropped","dataset":1,"step":3}"#),
        .init(
            kind: .breakpointHit(.memory(over: 1 << 40), nil),
            json: #""event":"breakpoint_hit","breakpoint":"memory","over":1099511627776}"#),
        .init(
            kind: .breakpointHit(.zeroRows, StepID(3)),
            json: #""event":"breakpoint_hit","breakpoint":"zero_rows","step":3}"#),
        .init(kind: .stepReady(StepID(3)), json: #""event":"step_ready","step":3}"#),
        .init(
            kind: .stepStarted(StepID(3), worker: WorkerID(.thread, 2), attempt: 1),
            json: #""event":"step_started","step":3,"worker":"t2","attempt":1}"#),
        .init(
            kind: .stepStarted(StepID(3), worker: .main, attempt: 2),
            json: #""event":"step_started","step":3,"worker":"main","attempt":2}"#),
        .init(
            kind: .stepProgressed(StepID(3), rows: 5000), json: #""event":"step_progressed","step":3,"rows":5000}"#),
        .init(
            kind: .stepFinished(StepID(3), StepFigures(rows: 1, bytes: 8, duration: 1_000, processorTime: 900)),
            json: #""event":"step_finished","step":3,"rows":1,"bytes":8,"duration":1000,"processor_time":900}"#),
        .init(
            kind: .stepFailed(
                StepID(3),
                StepFailure(
                    message: "bad \"x\"\nat row 2", position: "p.yaml:3:5", worker: WorkerID(.process, 1), attempts: 3)),
            json:
                #""event":"step_failed","step":3,"message":"bad \"x\"\nat row 2","position":"p.yaml:3:5","worker":"p1","attempts":3}"#
        ),
        .init(
            kind: .stepFailed(StepID(3), StepFailure(message: "bad")),
            json: #""event":"step_failed","step":3,"message":"bad","attempts":1}"#),
        .init(
            kind: .stepRetried(StepID(3), attempt: 2, delay: 1_000_000_000),
            json: #""event":"step_retried","step":3,"attempt":2,"delay":1000000000}"#),
        .init(kind: .stepCancelled(StepID(3)), json: #""event":"step_cancelled","step":3}"#),
        .init(
            kind: .stepSkipped(StepID(4), cause: StepID(3)), json: #""event":"step_skipped","step":4,"cause":3}"#),
        .init(kind: .stepSkipped(StepID(4), cause: nil), json: #""event":"step_skipped","step":4}"#),
        .init(kind: .stepCached(StepID(3)), json: #""event":"step_cached","step":3}"#),
        .init(
            kind: .workerStarted(WorkerID(.process, 2), processID: 4711),
            json: #""event":"worker_started","worker":"p2","process_id":4711}"#),
        .init(
            kind: .workerStarted(WorkerID(.thread, 1), processID: nil),
            json: #""event":"worker_started","worker":"t1"}"#),
        .init(
            kind: .workerBusy(WorkerID(.thread, 1), StepID(3)), json: #""event":"worker_busy","worker":"t1","step":3}"#),
        .init(kind: .workerIdle(WorkerID(.thread, 1)), json: #""event":"worker_idle","worker":"t1"}"#),
        .init(
            kind: .workerExited(WorkerID(.thread, 1), reason: "run ended"),
            json: #""event":"worker_exited","worker":"t1","reason":"run ended"}"#),
        .init(
            kind: .dataStored(DatasetID(1), slots: [SlotID(2), SlotID(3)], bytes: 100, rows: 10),
            json: #""event":"data_stored","dataset":1,"slots":[2,3],"bytes":100,"rows":10}"#),
        .init(
            kind: .dataShared(DatasetID(1), worker: WorkerID(.process, 1)),
            json: #""event":"data_shared","dataset":1,"worker":"p1"}"#),
        .init(
            kind: .dataDropped(
                DataDrop(
                    dataset: DatasetID(1), slots: [SlotID(2)], isWhole: true, bytes: 50, poolBefore: 100, poolAfter: 50,
                    reason: .consumed, after: StepID(3))),
            json: #""event":"data_dropped","dataset":1,"slots":[2],"is_whole":true,"bytes":50,"pool_before":100,"#
                + #""pool_after":50,"reason":"consumed","after":3}"#),
        .init(
            kind: .dataDropped(
                DataDrop(
                    dataset: DatasetID(1), slots: [], isWhole: false, bytes: 0, poolBefore: 0, poolAfter: 0,
                    reason: .runEnded, after: nil)),
            json: #""event":"data_dropped","dataset":1,"slots":[],"is_whole":false,"bytes":0,"pool_before":0,"#
                + #""pool_after":0,"reason":"run_ended"}"#),
        .init(
            kind: .dataSpilled(DatasetID(1), bytes: 77), json: #""event":"data_spilled","dataset":1,"bytes":77}"#),
        .init(
            kind: .resultCollected(
                ResultCollected(output: "delays", target: "out/d.csv", rows: 336_776, bytes: 12, preview: preview)),
            json:
                #""event":"result_collected","output":"delays","target":"out/d.csv","rows":336776,"bytes":12,"preview":"#
                + previewJSON + "}"),
        .init(
            kind: .resultCollected(
                ResultCollected(output: "delays", target: nil, rows: 3, bytes: 12, preview: describedPreview)),
            json: #""event":"result_collected","output":"delays","rows":3,"bytes":12,"preview":"#
                + describedPreviewJSON + "}"),
        .init(kind: .checkPassed(StepID(3)), json: #""event":"check_passed","step":3}"#),
        .init(
            kind: .checkFailed(
                StepID(3),
                CheckFailed(description: "x is not null", isError: true, failedRows: 1, totalRows: 2, sample: preview)),
            json: #""event":"check_failed","step":3,"description":"x is not null","is_error":true,"failed_rows":1,"#
                + #""total_rows":2,"sample":"# + previewJSON + "}"),
        .init(
            kind: .checkFailed(
                StepID(3),
                CheckFailed(
                    description: "at most 1 rows", isError: false, failedRows: 2, totalRows: 2, place: "d (csv d.csv)",
                    position: "p.yaml:3:5", sample: nil)),
            json: #""event":"check_failed","step":3,"description":"at most 1 rows","is_error":false,"failed_rows":2,"#
                + #""total_rows":2,"rows_of":"d (csv d.csv)","position":"p.yaml:3:5"}"#),
        .init(
            kind: .artifactSaved(StepID(3), path: "/tmp/a.json"),
            json: #""event":"artifact_saved","step":3,"path":"/tmp/a.json"}"#),
        .init(
            kind: .resourceSample(ResourceSample(residentBytes: 1, poolBytes: 2, processorTime: 3)),
            json: #""event":"resource_sample","resident_bytes":1,"pool_bytes":2,"processor_time":3}"#),
        .init(
            kind: .logLine(StepID(3), "50 %\t\u{1B}[31mrot\u{7}"),
            json: #""event":"log_line","step":3,"text":"50 %\t\u001b[31mrot\u0007"}"#),
        .init(kind: .logLine(nil, "Grüße 👋"), json: #""event":"log_line","text":"Grüße 👋"}"#),
        .init(kind: .warning("a\\b"), json: #""event":"warning","text":"a\\b"}"#),
    ]
}
