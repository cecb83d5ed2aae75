import Events
import Lineage
import Plan
import Runtime
import WeirKit

/// The record of which rows come from which, of one run from the command line.
struct LineageService {
    private let record: LineageRecord
    private let plan: ExecutionPlan

    /// Has the steps of the run record it.
    static func begin(in request: inout RunRequest) throws(CommandFailure) -> LineageService {
        let service = LineageService(
            record: LineageRecord(
                of: request.plan, in: Engine.memoryFolder(of: request.plan), runID: request.settleRunID()),
            plan: request.plan)
        do throws(LineageError) {
            request.lineage = try service.record.begin()
        } catch {
            throw CommandFailure("--lineage: \(error)", status: .failed)
        }
        return service
    }

    /// After the run: keeps the record of one that succeeded. What cannot be kept is said.
    func end(_ result: RunResult) {
        do throws(LineageError) {
            try record.end(plan, isKept: result.outcome == .succeeded)
        } catch {
            TextSink.errors.tryWrite("weir: warning: \("\(error)".printable)\n")
        }
    }
}
