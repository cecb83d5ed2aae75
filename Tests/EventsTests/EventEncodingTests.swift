import Foundation
import Plan
import Testing

@testable import Events

@Suite struct EventEncodingTests {
    private func line(_ kind: RunEvent.Kind) -> String {
        var encoder = EventEncoder()
        _ = encoder.line(RunEvent(sequence: 1, time: 0, kind: .runPaused))
        return String(decoding: encoder.line(RunEvent(sequence: 7, time: 1_234_567, kind: kind)), as: UTF8.self)
    }

    @Test(arguments: EventExample.all) func isOneFlatObjectOnALine(_ example: EventExample) {
        #expect(line(example.kind) == #"{"seq":7,"t":1234567,"# + example.json + "\n")
    }

    @Test(arguments: EventExample.all) func isReadBackAsItWasWritten(_ example: EventExample) throws {
        let text = line(example.kind)
        let event = try #require(try EventDecoder.event(JSONParser.parse(text.utf8)))
        #expect(event.sequence == 7)
        #expect(event.time == 1_234_567)
        #expect(line(event.kind) == text)
    }

    @Test(arguments: EventExample.all) func codableFormIsThatOfTheLog(_ example: EventExample) throws {
        let event = RunEvent(sequence: 7, time: 1_234_567, kind: example.kind)
        let data = try JSONEncoder().encode(event)
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? NSDictionary)
        let expected = #"{"schema_version":1,"seq":7,"t":1234567,"# + example.json
        #expect(object == (try JSONSerialization.jsonObject(with: Data(expected.utf8))) as? NSDictionary)
        let read = try JSONDecoder().decode(RunEvent.self, from: data)
        #expect(line(read.kind) == line(example.kind))
    }

    @Test func examplesCoverEveryKindButTheStart() {
        #expect(Set(EventExample.all.map(\.kind.name)).count == 35)
    }

    @Test func startOfARunBeginsWithTheSchemaAndTellsThePlan() throws {
        let text = line(.runStarted(EventExample.started))
        #expect(
            text == #"{"schema_version":1,"seq":7,"t":1234567,"event":"run_started","run":"lx-1a","plan":"delays","#
                + #""file":"plans/delays.yaml","wall_clock":1763800000.25,"modes":["sync","threads"],"workers":2,"#
                + #""memory_budget":2147483648,"steps":[{"label":"read flights","kind":"compute","group":"read","#
                + #""framework":"arrow","dependencies":[],"inputs":[],"outputs":[0]},{"label":"write delays","kind":"write","#
                + #""group":"write","framework":"arrow","dependencies":[0],"inputs":[0],"outputs":[]}],"#
                + #""slots":[{"name":"carrier","dataset":0,"type":"string"}],"#
                + #""datasets":[{"name":"flights","framework":"arrow"}]}"# + "\n")
        let event = try #require(try EventDecoder.event(JSONParser.parse(text.utf8)))
        #expect(line(event.kind) == text)
    }

    @Test func firstLineBeginsWithTheSchemaWhateverItIs() {
        var encoder = EventEncoder()
        let first = String(decoding: encoder.line(RunEvent(sequence: 5, time: 6, kind: .runPaused)), as: UTF8.self)
        #expect(first == #"{"schema_version":1,"seq":5,"t":6,"event":"run_paused"}"# + "\n")
        let second = String(decoding: encoder.line(RunEvent(sequence: 6, time: 7, kind: .runPaused)), as: UTF8.self)
        #expect(second == #"{"seq":6,"t":7,"event":"run_paused"}"# + "\n")
    }

    @Test func batchIsTheLinesOneAfterAnother() {
        var encoder = EventEncoder()
        let events = [1, 2].map { RunEvent(sequence: $0, time: 0, kind: .stepReady(StepID(Int($0)))) }
        #expect(
            String(decoding: encoder.lines(events), as: UTF8.self)
                == #"{"schema_version":1,"seq":1,"t":0,"event":"step_ready","step":1}"# + "\n"
                + #"{"seq":2,"t":0,"event":"step_ready","step":2}"# + "\n")
    }

    @Test func largestNumbersSurvive() throws {
        var encoder = EventEncoder()
        let line = encoder.line(RunEvent(sequence: .max, time: .max, kind: .stepProgressed(StepID(0), rows: .max)))
        let event = try #require(try EventDecoder.event(JSONParser.parse(line.dropLast())))
        #expect(event.sequence == .max)
        #expect(event.time == .max)
        guard case .stepProgressed(_, let rows) = event.kind else {
            Issue.record("\(event.kind)")
            return
        }
        #expect(rows == .max)
    }

    @Test func eventOfALaterVersionIsPassedOver() throws {
        let record = try JSONParser.parse(#"{"seq":1,"t":0,"event":"step_teleported","step":1}"#.utf8)
        #expect(try EventDecoder.event(record)?.sequence == nil)
    }

    @Test func breakpointOfALaterVersionIsPassedOver() throws {
        let record = try JSONParser.parse(#"{"seq":1,"t":0,"event":"breakpoint_hit","breakpoint":"moon"}"#.utf8)
        #expect(try EventDecoder.event(record)?.sequence == nil)
    }

    @Test func previewOfAnEarlierVersionHasNoStatistics() throws {
        let text =
            #"{"seq":1,"t":0,"event":"result_collected","output":"o","rows":1,"bytes":1,"preview":"#
            + EventExample.previewJSON + "}"
        guard case .resultCollected(let result) = try EventDecoder.event(JSONParser.parse(text.utf8))?.kind else {
            Issue.record("no result")
            return
        }
        #expect(result.preview == EventExample.preview)
        #expect(result.preview.columns[0].statistics == nil)
    }

    @Test(arguments: [
        (#"{"seq":1,"t":0,"event":"step_ready"}"#, "it has no “step”"),
        (#"{"seq":1,"t":0,"event":"step_ready","step":"3"}"#, "its “step” is no whole number"),
        (#"{"seq":1,"t":0,"event":"step_ready","step":-1}"#, "its “step” does not fit"),
        (#"{"seq":1,"t":0,"event":"step_ready","step":4294967296}"#, "its “step” does not fit"),
        (#"{"seq":-1,"t":0,"event":"run_paused"}"#, "its “seq” does not fit"),
        (#"{"seq":1,"t":0,"event":"worker_idle","worker":"x1"}"#, "its “worker” does not fit"),
        (#"{"seq":1,"t":0}"#, "it has no “event”"),
        (#"[1]"#, "it is no object"),
    ]) func recordThatLacksSomethingIsRefused(_ text: String, _ message: String) throws {
        let record = try JSONParser.parse(text.utf8)
        #expect(throws: EventDecoder.Problem(message: message)) { try EventDecoder.event(record) }
    }
}
