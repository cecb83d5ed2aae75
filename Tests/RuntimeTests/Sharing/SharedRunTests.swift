import Columnar
import Compute
import Events
import Plan
import Runtime
import Testing

/// Whole runs whose data others read.
@Suite struct SharedRunTests {
    /// A server that is none; what a client would do, the test does.
    private final class Service: DataService {
        let address = "test:"
        let tokenFile: String? = nil
        private let state = Locked((directory: (any DatasetDirectory)?.none, reading: DatasetReading?.none))
        let isClosed = Locked(false)

        var directory: (any DatasetDirectory)? { state.withLock { $0.directory } }

        func open(_ directory: any DatasetDirectory) { state.withLock { $0.directory = directory } }

        /// Cuts off whoever reads.
        func close() {
            isClosed.withLock { $0 = true }
            end()
        }

        func read(_ name: String) {
            let reading = try? directory?.read(name)
            state.withLock { $0.reading = reading }
        }

        func end() {
            let reading = state.withLock { state in
                defer { state.reading = nil }
                return state.reading
            }
            reading?.end(DatasetReadFigures(rows: 1, bytes: 8, isWhole: true))
        }
    }

    /// Three steps, one after the other, each with a real column.
    private func trial(_ service: Service) -> Trial {
        let trial = Trial(PlanBuilder.graph([[], [0], [1]]).plan) { $0.dataService = service }
        for step in 0..<3 {
            trial.framework.on(StepID(step)) { _, _, _ in
                StepProduct(outputs: [FeatureData.column(try Column(int64s: [Int64(step)]))], rows: 1)
            }
        }
        return trial
    }

    private func story(_ trial: Trial) -> [String] {
        trial.events.compactMap { event in
            switch event.kind {
            case .flight(.opened(let address, _)): "opened \(address)"
            case .flight(.read(let name, _, _, _)): "read \(name)"
            case .flight(.held(let name, _)): "held \(name)"
            case .flight(.put(let name, _, _)): "put \(name)"
            case .flight(.dropped(let name, _)): "dropped \(name)"
            case .dataDropped, .stepFinished, .runFinished: Trial.line(event.kind, plan: trial.request.plan)
            default: nil
            }
        }
    }

    @Test func whatIsReadIsDroppedWhenItsReaderEnds() {
        let service = Service()
        let trial = trial(service)
        trial.run([
            { workers, _ in workers.finish(StepID(0)) }, { workers, _ in workers.finish(StepID(1)) },
            { _, _ in service.read("s1") }, { workers, _ in workers.finish(StepID(2)) },
        ])
        // Nothing keeps the run from going on; what is left at its end is cut off, and only then dropped.
        #expect(
            story(trial) == [
                "opened test:", "done s0", "done s1", "drop s0 whole consumed", "done s2", "held s1",
                "drop s2 whole consumed", "read s1", "drop s1 whole consumed", "end succeeded",
            ])
        #expect(service.isClosed.withLock { $0 })
    }

    @Test func aReaderThatEndsDuringTheRunWakesIt() {
        let service = Service()
        let trial = trial(service)
        trial.run([
            { workers, _ in workers.finish(StepID(0)) }, { _, _ in service.read("s0") },
            { workers, _ in workers.finish(StepID(1)) }, { _, _ in service.end() },
            { workers, _ in workers.finish(StepID(2)) },
        ])
        #expect(
            story(trial) == [
                "opened test:", "done s0", "done s1", "held s0", "read s0", "drop s0 whole consumed", "done s2",
                "drop s1 whole consumed", "drop s2 whole consumed", "end succeeded",
            ])
    }

    @Test func whatOthersHavePutGoesWithTheRun() throws {
        let service = Service()
        let trial = trial(service)
        let table = try Table([("x", Column(int64s: [1]))])
        trial.run([
            { _, _ in
                guard let put = try? service.directory?.beginPut("mine") else { return }
                try? put.grow(by: 8)
                try? put.finish(table)
            }
        ])
        #expect(story(trial).filter { $0.hasSuffix("mine") } == ["put mine", "dropped mine"])
        #expect(throws: DatasetFault.self) { _ = try service.directory?.read("s0") }
    }

    @Test func dataThatIsNotOfThisProcessIsRefusedByName() {
        let service = Service()
        let trial = Trial(PlanBuilder.graph([[], [0]]).plan) { $0.dataService = service }
        let message = Locked("")
        trial.run([
            { workers, _ in workers.finish(StepID(0)) },
            { _, _ in
                do throws(DatasetFault) {
                    _ = try service.directory?.read("s0")
                } catch {
                    message.withLock { $0 = error.message }
                }
            },
        ])
        #expect(message.withLock { $0 } == "“s0” lies in fake and cannot be read from outside")
        #expect(trial.lines.last == "end succeeded")
    }
}
