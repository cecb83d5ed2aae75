import ADBC
import Caching
package import Events
package import History
package import Plan

extension Engine {
    /// The history of the runs of all plans beside which a folder `.weir` lies.
    ///
    /// - Parameter drivers: paths of drivers, by name, where the run or the user names them.
    package static func history(in memoryFolder: String, drivers: [String: String]) -> HistoryFile {
        HistoryFile(in: memoryFolder, drivers: DriverLocator(paths: drivers))
    }

    /// What earlier runs tell of a plan's next; nil where that is nothing. Looks at the sizes of the files that it reads; blocks.
    package static func expectations(of plan: ExecutionPlan, from history: HistoryFile) -> RunExpectations? {
        guard history.exists else { return nil }
        // What cannot be read tells nothing; the run that is recorded says what is wrong with it.
        let found = try? history.expectations(of: plan, PlanDefinition(of: plan), inputs: SourceSizes.of(plan))
        return found.flatMap { $0.isEmpty ? nil : $0 }
    }
}
