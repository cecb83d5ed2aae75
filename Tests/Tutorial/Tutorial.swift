import WeirKit

@main
enum Tutorial {
    static func main() async throws {
        let engine = try WeirEngine(groups: [Clipping()], frameworks: [PlainSwift()], extenders: [Audit()])
        // Worker processes are this program, started once more: they go no further.
        engine.runWorkerIfAsked()

        let plan = try WeirPlan(path: CommandLine.arguments[1], engine: engine)
        for step in plan.steps { print("step", step) }

        let run = try WeirRun(plan)
        async let outcome = run.run()
        var finished = 0
        for await event in run.events where event.contains(#""event":"step_finished""#) { finished += 1 }
        print("finished \(finished) of \(plan.steps.count) steps:", await outcome)
    }
}
