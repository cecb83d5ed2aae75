import Plan
import Testing

@testable import Events
@testable import Monitor

@Suite struct RunTallyTests {
    private func tally(_ story: Story) -> RunTally {
        var tally = RunTally()
        for event in story.events { tally.receive(event) }
        return tally
    }

    @Test func whatIsRetriedIsTakenBackAndCountedOnce() {
        var story = Story()
        story.starts(0)
        story.fails(0, "no")
        story.happens(.stepSkipped(StepID(1), cause: StepID(0)))
        story.happens(.stepSkipped(StepID(2), cause: StepID(0)))
        #expect(tally(story).settled == 3)
        #expect(tally(story).failures.map(\.step) == [StepID(0)])
        story.happens(.stepReady(StepID(0)))
        #expect(tally(story).settled == 2)
        #expect(tally(story).failures.isEmpty)
        story.starts(0)
        story.finishes(0)
        for step in [1, 2] {
            story.happens(.stepReady(StepID(step)))
            story.starts(step)
            story.finishes(step)
        }
        #expect(tally(story).settled == 3 && tally(story).runningSteps.isEmpty)
    }

    @Test func anAttemptThatFailsDoesNotEndTheStep() {
        var story = Story()
        story.starts(0)
        story.happens(.stepRetried(StepID(0), attempt: 1, delay: 5))
        #expect(tally(story).settled == 0 && tally(story).running(StepID(0)) == nil)
        story.happens(.stepReady(StepID(0)), after: 5)
        story.starts(0)
        #expect(tally(story).settled == 0 && tally(story).running(StepID(0))?.since == 5)
    }

    @Test func whatRunsLongestStandsFirst() {
        var story = Story()
        story.starts(2, on: 1)
        story.starts(1, on: 2)
        story.starts(0, on: 3, after: 5)
        #expect(tally(story).runningSteps.map(\.step) == [StepID(1), StepID(2), StepID(0)])
    }

    @Test func resultsStandInTheOrderOfThePlanAndALaterOneReplacesAnEarlier() {
        var story = Story(steps: ["write b", "write a"], kinds: [.write, .write])
        let preview = TablePreview(columns: [], rows: [], rowCount: 0)
        for (output, rows) in [("other", 1), ("a", 1), ("b", 1), ("a", 5)] {
            story.happens(
                .resultCollected(ResultCollected(output: output, target: nil, rows: rows, bytes: 0, preview: preview)))
        }
        #expect(tally(story).results.map(\.output) == ["b", "a", "other"])
        #expect(tally(story).results.map(\.rows) == [1, 5, 1])
    }

    @Test func stepsThatTheRunHasNotAnnouncedAreNotCounted() {
        var story = Story()
        story.happens(.stepFinished(StepID(9), StepFigures(rows: 0, bytes: 0, duration: 0, processorTime: 0)))
        story.happens(.stepReady(StepID(-1)))
        #expect(tally(story).settled == 0 && tally(story).label(StepID(9)) == "s9")
    }
}
