import Testing

@testable import Terminal

/// Times in milliseconds here.
struct FramePacerTests {
    private func milliseconds(_ time: UInt64) -> UInt64 { time * 1_000_000 }

    @Test func theFirstFrameIsDrawnAtOnce() {
        #expect(FramePacer().deadline(at: milliseconds(5)) == nil)
    }

    @Test func framesThatAnswerNoKeyAreATenthOfASecondApart() {
        var pacer = FramePacer()
        pacer.drew(from: milliseconds(1000), to: milliseconds(1001))
        #expect(pacer.deadline(at: milliseconds(1001)) == milliseconds(1100))
        #expect(pacer.deadline(at: milliseconds(1099)) == milliseconds(1100))
        #expect(pacer.deadline(at: milliseconds(1100)) == nil)
    }

    @Test func framesThatTakeLongTakeAHundredthOfTheTimeUpToAQuarterOfASecondApart() {
        for (cost, pause) in [(0, 100), (1, 100), (2, 200), (3, 250), (900, 250)] as [(UInt64, UInt64)] {
            var pacer = FramePacer()
            pacer.drew(from: milliseconds(1000), to: milliseconds(1000 + cost))
            #expect(pacer.deadline(at: milliseconds(1001)) == milliseconds(1000 + pause))
            // A key does not wait for it.
            pacer.hurry()
            #expect(pacer.deadline(at: milliseconds(1034)) == nil)
        }
    }

    @Test func aKeyIsAnsweredAtOnceWhereTheLastFrameIsLongAgo() {
        var pacer = FramePacer()
        pacer.drew(from: milliseconds(1000), to: milliseconds(1001))
        pacer.hurry()
        #expect(pacer.deadline(at: milliseconds(1034)) == nil)
    }

    @Test func whileAKeyIsHeldThereAreThirtyFramesASecond() {
        var pacer = FramePacer()
        var now: UInt64 = 0
        var frames = 0
        // A key each millisecond, for a second.
        for time in 0..<1000 {
            now = milliseconds(UInt64(time))
            pacer.hurry()
            if pacer.deadline(at: now) == nil {
                pacer.drew(from: now, to: now)
                frames += 1
            }
        }
        #expect(frames == 30)
    }

    @Test func theFrameAfterAnAnswerIsSteadyAgain() {
        var pacer = FramePacer()
        pacer.hurry()
        pacer.drew(from: milliseconds(1000), to: milliseconds(1001))
        #expect(pacer.deadline(at: milliseconds(1040)) == milliseconds(1100))
    }

    @Test func withoutAFrameOrATickTheWaitIsForEver() {
        #expect(FramePacer.timeout(at: milliseconds(5), frame: nil, tick: nil) == -1)
    }

    @Test func theWaitEndsWithTheFrameOrTheTickWhicheverIsFirst() {
        #expect(FramePacer.timeout(at: milliseconds(5), frame: milliseconds(15), tick: nil) == 10)
        #expect(FramePacer.timeout(at: milliseconds(5), frame: milliseconds(15), tick: milliseconds(8)) == 3)
        #expect(FramePacer.timeout(at: milliseconds(5), frame: milliseconds(7), tick: milliseconds(1005)) == 2)
    }

    @Test func theWaitIsRoundedUp() {
        #expect(FramePacer.timeout(at: 0, frame: 1, tick: nil) == 1)
        #expect(FramePacer.timeout(at: 0, frame: 1_000_001, tick: nil) == 2)
        #expect(FramePacer.timeout(at: 7, frame: 7, tick: nil) == 0)
    }

    @Test func aTickInThePastDoesNotSpin() {
        #expect(FramePacer.timeout(at: milliseconds(9), frame: nil, tick: milliseconds(3)) == 1)
    }

    @Test func aWaitBeyondWhatPollTakesIsCut() {
        #expect(FramePacer.timeout(at: 0, frame: nil, tick: .max - 1) == .max)
    }
}
