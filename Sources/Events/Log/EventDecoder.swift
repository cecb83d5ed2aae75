import Plan

/// Reads what `EventEncoder` writes.
struct EventDecoder {
    /// Why a line is no event.
    struct Problem: Error, Equatable {
        var message: String
    }

    let record: JSONValue

    /// The event of one line; nil for an event that this version does not know.
    static func event(_ record: JSONValue) throws(Problem) -> RunEvent? {
        guard case .object = record else { throw Problem(message: "it is no object") }
        let decoder = EventDecoder(record: record)
        guard let kind = try decoder.kind(named: decoder.string("event")) else { return nil }
        return RunEvent(sequence: try decoder.unsigned("seq"), time: try decoder.unsigned("t"), kind: kind)
    }

    private func kind(named name: String) throws(Problem) -> RunEvent.Kind? {
        switch name {
        case "run_started": .runStarted(try runStarted())
        case "run_finished": .runFinished(try runFinished())
        case "run_expected": .runExpected(try expectations())
        case "run_paused": .runPaused
        case "run_resumed": .runResumed
        case "run_held": .runHeld(failed: try int("failed"))
        case "breakpoint_hit":
            try breakpoint().map { breakpoint throws(Problem) in
                .breakpointHit(breakpoint, try optionalInt("step").map { StepID($0) })
            }
        case "step_ready": .stepReady(try step())
        case "step_started": .stepStarted(try step(), worker: try worker(), attempt: try int("attempt"))
        case "step_progressed": .stepProgressed(try step(), rows: try int("rows"))
        case "step_finished": .stepFinished(try step(), try figures())
        case "step_failed": .stepFailed(try step(), try failure())
        case "step_retried":
            .stepRetried(try step(), attempt: try int("attempt"), delay: try unsigned("delay"))
        case "step_cancelled": .stepCancelled(try step())
        case "step_skipped": .stepSkipped(try step(), cause: try optionalInt("cause").map { StepID($0) })
        case "step_cached": .stepCached(try step())
        case "worker_started":
            .workerStarted(try worker(), processID: try optionalInt("process_id").map { Int32(truncatingIfNeeded: $0) })
        case "worker_busy": .workerBusy(try worker(), try step())
        case "worker_idle": .workerIdle(try worker())
        case "worker_exited": .workerExited(try worker(), reason: try string("reason"))
        case "data_stored":
            .dataStored(try dataset(), slots: try slots("slots"), bytes: try int("bytes"), rows: try int("rows"))
        case "data_shared": .dataShared(try dataset(), worker: try worker())
        case "data_dropped": .dataDropped(try drop())
        case "data_spilled": .dataSpilled(try dataset(), bytes: try int("bytes"))
        case "result_collected": .resultCollected(try result())
        case "check_passed": .checkPassed(try step())
        case "check_failed": .checkFailed(try step(), try check())
        case "artifact_saved": .artifactSaved(try step(), path: try string("path"))
        case "flight_opened", "flight_get", "flight_held", "flight_put", "flight_drop": .flight(try flight(name))
        case "resource_sample": .resourceSample(try sample())
        case "log_line": .logLine(try optionalInt("step").map { StepID($0) }, try string("text"))
        case "warning": .warning(try string("text"))
        default: nil
        }
    }

    // MARK: What events carry

    private func runStarted() throws(Problem) -> RunStarted {
        RunStarted(
            runID: try string("run"), plan: try string("plan"), file: try string("file"),
            wallClock: try double("wall_clock"),
            modes: try list("modes") { item throws(Problem) in try Self.value(Self.string(item, "modes"), "modes") },
            workers: try int("workers"), memoryBudget: try optionalInt("memory_budget").map { Int64($0) },
            steps: try list("steps") { item throws(Problem) in
                let step = EventDecoder(record: item)
                return RunStarted.Step(
                    label: try step.string("label"), kind: try step.value("kind"), group: try step.string("group"),
                    framework: FrameworkName(try step.string("framework")),
                    dependencies: try step.integers("dependencies").map { StepID($0) },
                    inputs: try step.slots("inputs"), outputs: try step.slots("outputs"))
            },
            slots: try list("slots") { item throws(Problem) in
                let slot = EventDecoder(record: item)
                return RunStarted.Slot(
                    name: try slot.string("name"), dataset: try slot.dataset(), type: try slot.optionalString("type"))
            },
            datasets: try list("datasets") { item throws(Problem) in
                let dataset = EventDecoder(record: item)
                return RunStarted.Dataset(
                    name: try dataset.string("name"), framework: FrameworkName(try dataset.string("framework")))
            })
    }

    private func runFinished() throws(Problem) -> RunFinished {
        RunFinished(
            outcome: try value("outcome"), finished: try int("finished"), failed: try int("failed"),
            skipped: try int("skipped"), cancelled: try int("cancelled"), duration: try unsigned("duration"),
            peakPoolBytes: try int("peak_pool_bytes"), peakResidentBytes: try int("peak_resident_bytes"),
            written: try list("written") { item throws(Problem) in try Self.string(item, "written") },
            message: try optionalString("message"))
    }

    private func figures() throws(Problem) -> StepFigures {
        StepFigures(
            rows: try int("rows"), bytes: try int("bytes"), duration: try unsigned("duration"),
            processorTime: try unsigned("processor_time"))
    }

    private func failure() throws(Problem) -> StepFailure {
        StepFailure(
            message: try string("message"), position: try optionalString("position"),
            worker: record["worker"] == nil ? nil : try worker(), attempts: try int("attempts"))
    }

    private func drop() throws(Problem) -> DataDrop {
        guard let reason = DataDrop.Reason(jsonName: try string("reason")) else { throw unfit("reason") }
        return DataDrop(
            dataset: try dataset(), slots: try slots("slots"), isWhole: try bool("is_whole"), bytes: try int("bytes"),
            poolBefore: try int("pool_before"), poolAfter: try int("pool_after"), reason: reason,
            after: try optionalInt("after").map { StepID($0) })
    }

    private func result() throws(Problem) -> ResultCollected {
        ResultCollected(
            output: try string("output"), target: try optionalString("target"), rows: try int("rows"),
            bytes: try int("bytes"), preview: try preview("preview"))
    }

    private func check() throws(Problem) -> CheckFailed {
        CheckFailed(
            description: try string("description"), isError: try bool("is_error"), failedRows: try int("failed_rows"),
            totalRows: try int("total_rows"), place: try optionalString("rows_of"),
            position: try optionalString("position"), sample: record["sample"] == nil ? nil : try preview("sample"))
    }

    private func sample() throws(Problem) -> ResourceSample {
        ResourceSample(
            residentBytes: try int("resident_bytes"), poolBytes: try int("pool_bytes"),
            processorTime: try unsigned("processor_time"))
    }

    /// Nil for one that this version does not know.
    private func breakpoint() throws(Problem) -> Breakpoint? {
        switch try string("breakpoint") {
        case "dropped": .dropped(try dataset())
        case "memory": .memory(over: try int("over"))
        case "zero_rows": .zeroRows
        default: nil
        }
    }

    private func step() throws(Problem) -> StepID { StepID(try index("step")) }

    private func dataset() throws(Problem) -> DatasetID { DatasetID(try index("dataset")) }

    private func slots(_ key: String) throws(Problem) -> [SlotID] { try integers(key).map { SlotID($0) } }

    private func worker() throws(Problem) -> WorkerID {
        guard let worker = WorkerID(description: try string("worker")) else { throw unfit("worker") }
        return worker
    }
}

// MARK: Members

extension EventDecoder {
    func missing(_ key: String) -> Problem { Problem(message: "it has no “\(key)”") }
    func unfit(_ key: String) -> Problem { Problem(message: "its “\(key)” does not fit") }

    func member(_ key: String) throws(Problem) -> JSONValue {
        guard let value = record[key] else { throw missing(key) }
        return value
    }

    func string(_ key: String) throws(Problem) -> String { try Self.string(member(key), key) }

    func optionalString(_ key: String) throws(Problem) -> String? {
        try record[key].map { value throws(Problem) in try Self.string(value, key) }
    }

    static func string(_ value: JSONValue, _ key: String) throws(Problem) -> String {
        guard case .string(let text) = value else { throw Problem(message: "its “\(key)” is no text") }
        return text
    }

    func bool(_ key: String) throws(Problem) -> Bool {
        guard case .bool(let value) = try member(key) else { throw unfit(key) }
        return value
    }

    func int(_ key: String) throws(Problem) -> Int { try Self.int(member(key), key) }

    func optionalInt(_ key: String) throws(Problem) -> Int? {
        try record[key].map { value throws(Problem) in try Self.int(value, key) }
    }

    static func int(_ value: JSONValue, _ key: String) throws(Problem) -> Int {
        guard case .integer(let number) = value else { throw Problem(message: "its “\(key)” is no whole number") }
        return Int(number)
    }

    /// An index of the plan's arrays, which has 32 bits.
    func index(_ key: String) throws(Problem) -> Int {
        let index = try int(key)
        guard Int32(exactly: index) != nil, index >= 0 else { throw unfit(key) }
        return index
    }

    func unsigned(_ key: String) throws(Problem) -> UInt64 {
        switch try member(key) {
        case .integer(let number) where number >= 0: return UInt64(number)
        case .unsigned(let number): return number
        default: throw unfit(key)
        }
    }

    func double(_ key: String) throws(Problem) -> Double {
        switch try member(key) {
        case .double(let number): return number
        case .integer(let number): return Double(number)
        default: throw unfit(key)
        }
    }

    func optionalDouble(_ key: String) throws(Problem) -> Double? {
        try record[key] == nil ? nil : double(key)
    }

    func integers(_ key: String) throws(Problem) -> [Int] {
        try list(key) { item throws(Problem) in
            let number = try Self.int(item, key)
            guard Int32(exactly: number) != nil else { throw unfit(key) }
            return number
        }
    }

    func list<Element>(
        _ key: String, _ element: (JSONValue) throws(Problem) -> Element
    ) throws(Problem) -> [Element] {
        guard case .array(let items) = try member(key) else { throw unfit(key) }
        var list: [Element] = []
        list.reserveCapacity(items.count)
        for item in items { list.append(try element(item)) }
        return list
    }

    func value<Value: RawRepresentable<String>>(_ key: String) throws(Problem) -> Value {
        try Self.value(string(key), key)
    }

    static func value<Value: RawRepresentable<String>>(_ text: String, _ key: String) throws(Problem) -> Value {
        guard let value = Value(rawValue: text) else { throw Problem(message: "its “\(key)” does not fit: \(text)") }
        return value
    }
}
