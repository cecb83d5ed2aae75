import Testing
import Watching

@Suite struct DebounceTests {
    private let ms: UInt64 = 1_000_000

    @Test func nothingIsDueWithoutAChange() {
        var debounce = Debounce()
        #expect(debounce.due == nil)
        let early = debounce.take(at: 10_000 * ms)
        #expect(!early)
    }

    @Test func aBurstIsAnsweredOnceAfterItsQuiet() {
        var debounce = Debounce()
        for time in stride(from: UInt64(0), through: 1_000, by: 1) {
            debounce.changed(at: time * ms)
            let isDue = debounce.take(at: time * ms)
            #expect(!isDue)
        }
        #expect(debounce.due == 1_200 * ms)
        let (before, at, after) = (
            debounce.take(at: 1_199 * ms), debounce.take(at: 1_200 * ms), debounce.take(at: 1_201 * ms)
        )
        #expect(!before && at && !after)
        #expect(debounce.due == nil)
    }

    @Test func whatNeverEndsIsAnsweredAfterTwoSeconds() {
        var debounce = Debounce()
        var answers: [UInt64] = []
        for time in stride(from: UInt64(0), through: 5_000, by: 100) {
            debounce.changed(at: time * ms)
            if debounce.take(at: time * ms) { answers.append(time) }
        }
        #expect(answers == [2_000, 4_100])
    }

    @Test func theQuietIsAsLongAsAsked() {
        var debounce = Debounce(quiet: .zero)
        debounce.changed(at: 5)
        let isDue = debounce.take(at: 5)
        #expect(isDue)
        debounce = Debounce(quiet: .seconds(10))
        debounce.changed(at: 0)
        #expect(debounce.due == 10_000 * ms)
    }
}
