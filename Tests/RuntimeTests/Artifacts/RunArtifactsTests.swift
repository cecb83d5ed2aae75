import Compute
import Events
import Plan
import Runtime
import Testing

/// Whole runs: what becomes of what steps fit.
@Suite struct RunArtifactsTests {
    private static let call = FeatureCall(group: "scaling", operation: "standard_scaled", inputCount: 1)

    private func plan(_ names: String...) -> (plan: PlanBuilder, steps: [StepID]) {
        var plan = PlanBuilder()
        let source = plan.step("a")
        let steps = names.map { plan.step($0, after: [source], work: .compute(Self.call)) }
        plan.write("x", of: steps[0], to: "/out/x.csv")
        return (plan, steps)
    }

    /// A trial whose steps fit `body`; nil: they say nothing of it.
    private func trial(
        _ plan: ExecutionPlan, steps: [StepID], body: String? = #"{"fit": 1}"#, keepsArtifacts: Bool = true
    ) -> Trial {
        let framework = FakeFramework(keepsArtifacts: keepsArtifacts)
        for step in steps {
            framework.on(step) { [framework] step, _, context in
                var product = framework.product(of: step, context: context)
                guard context.artifactUse(of: step.id) == .save else { throw FakeError("nothing is to be saved") }
                product.artifact = body.map { Array($0.utf8) }
                return product
            }
        }
        return Trial(plan, framework: framework) {
            $0.artifacts = ArtifactFolder(path: "/fitted", isLoaded: false)
        }
    }

    private func saved(_ trial: Trial) -> [String] {
        trial.events.compactMap { if case .artifactSaved(_, let path) = $0.kind { path } else { nil } }
    }

    @Test func theyAreWrittenBesideTheirPlacesAndPutThereWithTheOutputs() {
        let (plan, steps) = plan("a__standard_scaled", "B__standard_scaled")
        let trial = trial(plan.plan, steps: steps)
        #expect(trial.run().outcome == .succeeded)
        let temporary = "/fitted/.a__standard_scaled.json.r-1-1.tmp"
        #expect(trial.files.moves.contains("\(temporary) → /fitted/a__standard_scaled.json"))
        #expect(trial.files.claimed.contains(temporary))
        #expect(trial.files.swept.contains("/fitted/a__standard_scaled.json"))
        #expect(trial.files.moves.first == "/out/.x.csv.r-3-1.tmp → /out/x.csv")
        #expect(trial.files.removed == [])
        // A capital letter is not safe in a name: another feature may differ in it alone.
        let paths = saved(trial)
        #expect(paths.count == 2)
        #expect(paths.first == "/fitted/a__standard_scaled.json")
        #expect(paths.last?.wholeMatch(of: #//fitted/-__standard_scaled-[0-9a-f]{16}\.json/#) != nil)
    }

    @Test func aFailedRunRemovesWhatItFitted() {
        let (plan, steps) = plan("a__standard_scaled", "b__standard_scaled")
        let trial = trial(plan.plan, steps: steps)
        trial.framework.fail(steps[1])
        #expect(trial.run().outcome == .failed)
        #expect(trial.files.written.isEmpty)
        #expect(saved(trial) == [])
    }

    @Test func oneThatCannotBeWrittenKeepsTheOutputsFromTheirPlaces() {
        let (plan, steps) = plan("a__standard_scaled")
        let trial = trial(plan.plan, steps: steps)
        trial.files.unwritable = "No space left on device"
        let result = trial.run()
        #expect(result.outcome == .failed)
        #expect(
            result.summary.message == "/fitted/a__standard_scaled.json could not be written: No space left on device")
        #expect(trial.files.moves == [])
        #expect(trial.files.removed.contains("/fitted/.a__standard_scaled.json.r-1-1.tmp"))
    }

    @Test func aStepThatGivesNothingToSaveHasFailed() {
        let (plan, steps) = plan("a__standard_scaled")
        let result = trial(plan.plan, steps: steps, body: nil).run()
        #expect(result.failures.first?.failure.message.contains("gave nothing to save") == true)
    }

    @Test func aFrameworkThatKeepsNoneAndTwoOfOneNameAreRefused() {
        let (plan, steps) = plan("a__standard_scaled")
        let refused = trial(plan.plan, steps: steps, keepsArtifacts: false).run()
        #expect(
            refused.summary.message
                == "“a__standard_scaled” runs in fake, which keeps no artifacts; run it in arrow")
        let (double, both) = self.plan("a__standard_scaled", "a__standard_scaled")
        let twice = trial(double.plan, steps: both).run()
        #expect(twice.summary.message?.contains("is computed twice (s1 and s2)") == true)
        #expect(twice.outcome == .failed)
    }
}
