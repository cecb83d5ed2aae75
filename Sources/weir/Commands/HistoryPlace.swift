import ArgumentParser
import History
import Plan
import WeirKit

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Which history is meant, and which plan of it.
struct HistoryPlace: ParsableArguments {
    @Option(help: ArgumentHelp("The folder of the plans.", valueName: "folder"), completion: .directory)
    var dir: String = "."

    @Option(
        help: ArgumentHelp("Only runs of this plan: the path of its file, or its name.", valueName: "plan"),
        completion: .file(extensions: PlanFiles.extensions))
    var plan: String?

    /// - Throws: where no run has been recorded there.
    func resolve() throws -> (file: HistoryFile, selection: HistoryFile.Selection) {
        var selection = HistoryFile.Selection()
        var besidePlan = dir.hasSuffix("/") ? dir : dir + "/"
        if let plan {
            if isFile(plan) {
                besidePlan = plan
                selection.file = RunFold.name(plan)
            } else {
                selection.plan = plan
            }
        }
        let file = Engine.history(
            in: Engine.memoryFolder(besidePlan: besidePlan), drivers: try Engine.configuration().drivers)
        guard file.exists else {
            throw CommandFailure(
                "there is no \(file.path.printable): no run of a plan there has been recorded", status: .failed)
        }
        return (file, selection)
    }

    /// Whether it is the path of a plan file, be it still there or not.
    private func isFile(_ plan: String) -> Bool {
        access(plan, F_OK) == 0 || plan.contains("/") || PlanFiles.extensions.contains { plan.hasSuffix("." + $0) }
    }
}

/// How a command prints what it found.
enum HistoryFormat: String, ExpressibleByArgument, CaseIterable { case text, json }

extension CommandFailure {
    /// What keeps a history from being read.
    init(_ error: HistoryError) {
        let hint = error.code == .damaged ? "; the next run sets it aside and begins anew" : ""
        self.init("\(error)\(hint)", status: .failed)
    }
}
