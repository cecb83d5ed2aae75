package import Compute
package import Plan

/// The extender that records, in a run that asks for it, which rows each step made of which. It is next to the work, and has the work
/// carry the numbers of its rows along; so it knows what the framework did, whichever that is, and the result stays the same.
///
/// What it records of a step are files at the place that `StepContext.lineagePlace` says; it keeps nothing in memory, so it works in
/// worker processes as well.
package struct LineageRecorder: StepExtender {
    package let name = "lineage"
    package let priority = Int.min
    /// A lineage with holes would say what is not so.
    package let failurePolicy = ExtenderFailurePolicy.fail

    package init() {}

    package func perform(
        _ step: Step, inputs: [any SlotData], context: StepContext, around work: ExtendedWork
    ) throws -> StepProduct {
        guard let place = context.lineagePlace(of: step.id) else { return try work() }
        let (product, trace) = try TracedWork(step: step, inputs: inputs, context: context, work: work).perform()
        try trace?.write(to: place)
        return product
    }
}
