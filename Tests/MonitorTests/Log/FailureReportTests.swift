import Events
import Monitor
import Plan
import Testing

@Suite struct FailureReportTests {
    @Test func aGoodRunHasNothingToReport() {
        var story = Story()
        story.finishes(0)
        story.ends()
        #expect(story.told(to: FailureReport()).isEmpty)
    }

    @Test func everyFailureIsSaidAgainAtTheEnd() {
        var story = Story()
        story.starts(0)
        story.fails(0, "column 'x' is missing", at: "delays.yaml:3:5")
        story.happens(.stepFailed(StepID(1), StepFailure(message: "gave up\nstderr: no", attempts: 3)))
        #expect(story.told(to: FailureReport()).isEmpty)
        story.ends(.failed)
        let page = story.told(to: FailureReport())
        #expect(
            page.errors == """
                delays.yaml:3:5: error: step 'read flights' (group read, framework arrow, worker t1): column 'x' is missing
                weir: error: step 'dep_delay__mean_imputed' (group missing_value, framework arrow, 3 attempts): gave up
                    stderr: no

                """)
        #expect(page.output.isEmpty)
    }

    @Test func aStallIsTheRunsOwnMessage() {
        var story = Story()
        story.ends(.stalled, message: "no step can run: s1 waits for s2")
        #expect(story.told(to: FailureReport()).errors == "weir: error: no step can run: s1 waits for s2\n")
    }

    @Test func aStoppedRunSaysHowFarItCame() {
        var story = Story()
        story.ends(.cancelled, finished: 1, cancelled: 2)
        #expect(
            story.told(to: FailureReport()).errors
                == "weir: delays was stopped: 1 of 3 steps finished; no output was written\n")
    }

    @Test func anUnexplainedFailureIsNotSilent() {
        var story = Story()
        story.ends(.failed, finished: 2)
        #expect(story.told(to: FailureReport()).errors == "weir: error: delays failed\n")
    }
}
