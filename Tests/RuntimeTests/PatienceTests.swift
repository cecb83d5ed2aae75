import Testing

@testable import Runtime

/// Looking for news before sleeping: for how long, and when not at all.
@Suite struct PatienceTests {
    /// A clock that goes on by a microsecond whenever it is read.
    final class Clock {
        private(set) var reads: UInt64 = 0

        func now() -> UInt64 {
            reads += 1
            return reads * 1_000
        }
    }

    func patience(cores: Int = 2, _ clock: Clock = Clock()) -> Patience { Patience(cores: cores, now: clock.now) }

    func lookInVain(_ patience: inout Patience, times: Int) {
        for _ in 0..<times { patience.look { false } }
    }

    @Test func looksNoLongerThanItMay() {
        let clock = Clock()
        var patience = patience(clock)
        patience.look { false }
        #expect(clock.reads == 1 + Patience.longest / 1_000)
    }

    @Test func stopsAtTheFirstNews() {
        let clock = Clock()
        var patience = patience(clock)
        var looks = 0
        patience.look {
            looks += 1
            return looks == 2
        }
        #expect(looks == 2)
        #expect(clock.reads == 2)
    }

    @Test func oneCoreNeverLooks() {
        var patience = patience(cores: 1)
        #expect((0..<1_000).allSatisfy { _ in !patience.isWilling() })
    }

    @Test func fewFailuresDoNotDiscourage() {
        var patience = patience()
        lookInVain(&patience, times: Patience.tries - 1)
        let isWilling = patience.isWilling()
        #expect(isWilling)
    }

    @Test func afterManyFailuresOneWaitInManyLooks() {
        var patience = patience()
        lookInVain(&patience, times: Patience.tries)
        let willing = (0..<Patience.interval * 3).count { _ in
            guard patience.isWilling() else { return false }
            patience.look { false }
            return true
        }
        #expect(willing == 3)
    }

    @Test func successRestoresPatience() {
        var patience = patience()
        lookInVain(&patience, times: Patience.tries)
        patience.look { true }
        let willing = [patience.isWilling(), patience.isWilling()]
        #expect(willing == [true, true])
    }
}
