import Plan

/// By step an object, `{"duration":1200,…}`, or null where nothing is known.
extension EventEncoder {
    static func write(_ expectations: RunExpectations, to out: inout JSONWriter) {
        out.list("steps", Array(expectations.steps)) { out, step in
            guard let step else { return out.null() }
            out.beginObject()
            out.put("duration", step.duration)
            out.put("bytes", step.bytes)
            out.put("rows", step.rows)
            if let ratio = step.bytesPerInput { out.put("bytes_per_input", ratio) }
            out.put("runs", step.runs)
            out.put("finished", step.finished)
            out.put("failed", step.failed)
            out.endObject()
        }
    }
}

extension EventDecoder {
    func expectations() throws(Problem) -> RunExpectations {
        let steps = try list("steps") { item throws(Problem) -> RunExpectations.Step? in
            if item == .null { return nil }
            let step = EventDecoder(record: item)
            return RunExpectations.Step(
                duration: try step.unsigned("duration"), bytes: try step.int("bytes"), rows: try step.int("rows"),
                bytesPerInput: try step.optionalDouble("bytes_per_input"), runs: try step.int("runs"),
                finished: try step.int("finished"), failed: try step.int("failed"))
        }
        return RunExpectations(steps: ContiguousArray(steps))
    }
}
