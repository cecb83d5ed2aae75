import Plan
import Testing

@testable import Events

@Suite struct EventBufferTests {
    private func buffer(_ kinds: [RunEvent.Kind], logLimit: Int = 100) -> EventBuffer {
        var buffer = EventBuffer(logLimit: logLimit)
        for (index, kind) in kinds.enumerated() {
            buffer.append(RunEvent(sequence: UInt64(index + 1), time: UInt64(index), kind: kind))
        }
        return buffer
    }

    @Test func transitionsAreKeptInOrderHoweverMany() {
        var buffer = buffer((0..<50_000).map { .stepReady(StepID($0)) })
        #expect(buffer.take().map(\.sequence) == Array(1...50_000))
        #expect(buffer.isEmpty)
    }

    @Test func newestProgressOfAStepReplacesTheUnreadOne() {
        var buffer = buffer([
            .stepProgressed(StepID(1), rows: 10), .stepProgressed(StepID(2), rows: 1), .stepReady(StepID(3)),
            .stepProgressed(StepID(1), rows: 20),
        ])
        #expect(buffer.take().map(\.sequence) == [2, 3, 4])
    }

    @Test func progressThatWasReadIsNotReplaced() {
        var buffer = EventBuffer(logLimit: 1)
        buffer.append(RunEvent(sequence: 1, time: 0, kind: .stepProgressed(StepID(1), rows: 1)))
        #expect(buffer.take().map(\.sequence) == [1])
        buffer.append(RunEvent(sequence: 2, time: 0, kind: .stepProgressed(StepID(1), rows: 2)))
        #expect(buffer.take().map(\.sequence) == [2])
    }

    @Test func onlyTheNewestSampleIsKept() {
        let sample = ResourceSample(residentBytes: 0, poolBytes: 0, processorTime: 0)
        var buffer = buffer([.resourceSample(sample), .runPaused, .resourceSample(sample), .resourceSample(sample)])
        #expect(buffer.take().map(\.sequence) == [2, 4])
    }

    @Test func floodOfProgressStaysSmallAndInOrder() {
        var buffer = EventBuffer(logLimit: 1)
        for sequence in 1...100_000 {
            let isTransition = sequence % 1000 == 0
            let kind: RunEvent.Kind =
                isTransition ? .stepReady(StepID(sequence)) : .stepProgressed(StepID(sequence % 7), rows: sequence)
            buffer.append(RunEvent(sequence: UInt64(sequence), time: 0, kind: kind))
        }
        let sequences = buffer.take().map(\.sequence)
        #expect(sequences.count == 107)
        #expect(sequences == sequences.sorted())
        #expect(sequences.suffix(8) == [99_993, 99_994, 99_995, 99_996, 99_997, 99_998, 99_999, 100_000])
    }

    @Test func logLinesBeyondTheLimitAreCutAndCounted() {
        var buffer = buffer((1...5).map { .logLine(StepID(0), "line \($0)") } + [.runPaused], logLimit: 2)
        let events = buffer.take()
        #expect(events.map(\.sequence) == [1, 2, 5, 6])
        guard case .logLine(nil, let text) = events[2].kind else {
            Issue.record("\(events[2])")
            return
        }
        #expect(text == "… 3 log lines cut: more than 2 were unread")
    }

    @Test func ofMoreFlightsThanTheLimitOnlyTheNewestIsKept() {
        let flights = (1...5).map { RunEvent.Kind.flight(.dropped(dataset: "\($0)", bytes: $0)) }
        var buffer = buffer(flights + [.runPaused], logLimit: 2)
        #expect(buffer.take().map(\.sequence) == [1, 2, 5, 6])
    }

    @Test func countOfCutLinesBeginsAnewAfterReading() {
        var buffer = buffer((1...3).map { .logLine(nil, "line \($0)") }, logLimit: 1)
        _ = buffer.take()
        buffer.append(RunEvent(sequence: 4, time: 0, kind: .logLine(nil, "line 4")))
        #expect(buffer.take().map(\.sequence) == [4])
    }
}
