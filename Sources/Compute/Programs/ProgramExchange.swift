import ChildProcesses
import Columnar
import Plan

/// A program's run over one table: rows go into it and come out of it at the same time, on the calling thread, which moves whatever can
/// be moved and sleeps otherwise. So neither side can wait for the other without end, and memory holds a batch of what goes in.
struct ProgramExchange {
    private let process: ProgramProcess
    private let wake: WakePipe
    private let context: StepContext
    /// The program as messages name it.
    private let name: String
    private let encoder: StreamEncoder
    private let decoder: StreamDecoder
    private var piece = UnsafeRawBufferPointer(start: nil, count: 0)
    private var output = ProgramOutput()
    private var log: ProgramLog
    private var hasSaidAll = false
    /// Whether it stopped to read before it had all.
    private var isDeaf = false
    private var buffer = [UInt8](repeating: 0, count: 1 << 18)

    /// What a program gave.
    struct Answer {
        var table: Table
        /// Whether it had read all rows when it ended.
        var hasReadAll: Bool
    }

    /// Runs a program to its end. Blocks.
    ///
    /// - Throws: `CancellationError` where the step is not wanted any more, with the program ended; `ComputeError` where the program
    ///   cannot be started, fails, or gives something else than a whole stream.
    static func run(_ program: Program, over table: Table, named name: String, _ context: StepContext) throws -> Answer
    {
        var exchange = try ProgramExchange(program, table, name, context)
        let wake = exchange.wake
        return try context.whileCancellable(wake: wake.wake) { try exchange.run() }
    }

    private init(_ program: Program, _ table: Table, _ name: String, _ context: StepContext) throws {
        guard let wake = WakePipe() else {
            throw ComputeError(
                .program, "there is no descriptor left for \(name); raise the limit of open files (ulimit -n)")
        }
        self.wake = wake
        self.context = context
        self.name = name
        encoder = try StreamEncoder(table)
        decoder = try StreamDecoder()
        log = ProgramLog(context)
        do throws(ProgramProcess.StartFailure) {
            process = try ProgramProcess(program)
        } catch {
            throw ComputeError(.program, error.message)
        }
    }

    private mutating func run() throws -> Answer {
        while true {
            if context.isCancelled() {
                process.end()
                throw CancellationError()
            }
            if piece.isEmpty && !hasSaidAll && !isDeaf { try prepare() }
            let ready = process.wait(wake, writes: !piece.isEmpty, timeout: context.timeLeft)
            if ready.hasErrors { process.errors.read { log.say($0) } }
            if ready.hasOutput { listen() }
            if ready.takesInput { speak() }
            if output.isHopeless {
                process.end()
                listenToTheEnd()
                throw failure(output.complaint(decoder) ?? "gave no stream")
            }
            if ready.hasEnded { return try finish(process.reap()) }
        }
    }

    // MARK: Bytes

    private mutating func prepare() throws {
        piece = try encoder.next()
        guard piece.isEmpty else { return }
        hasSaidAll = true
        process.closeInput()
    }

    private mutating func speak() {
        guard let count = process.write(piece) else {
            isDeaf = true
            piece = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        piece = UnsafeRawBufferPointer(rebasing: piece[count...])
    }

    /// Takes in a piece. Returns whether there may be more now.
    @discardableResult
    private mutating func listen() -> Bool {
        let before = decoder.rowCount
        let count = buffer.withUnsafeMutableBytes { bytes in
            let count = process.read(into: bytes)
            if let count, count > 0 { output.take(UnsafeRawBufferPointer(rebasing: bytes[..<count]), decoder) }
            return count
        }
        if decoder.rowCount != before { context.progress(decoder.rowCount) }
        return count.map { $0 > 0 } ?? false
    }

    /// The process has ended: what it said lies in the pipes.
    private mutating func listenToTheEnd() {
        while !output.isHopeless && listen() {}
        process.errors.finish { log.say($0) }
        log.finish()
    }

    // MARK: The end

    private mutating func finish(_ end: ProcessEnd) throws -> Answer {
        listenToTheEnd()
        // Cancelled or out of time, somebody else may have ended it.
        if context.isCancelled() { throw CancellationError() }
        guard end == .exit(0) else { throw failure(Self.complaint(end, output.complaint(decoder, isEmptyWell: true))) }
        if let complaint = output.complaint(decoder) {
            throw failure(complaint + (hasSaidAll ? "" : ", and exited before it had read all of its input"))
        }
        do throws(ColumnarError) {
            return Answer(table: try decoder.table(), hasReadAll: hasSaidAll)
        } catch {
            throw failure("gave a stream that cannot be used: \(error.description)")
        }
    }

    private static func complaint(_ end: ProcessEnd, _ output: String?) -> String {
        var text = end.description
        switch end {
        // Nobody here kills with it before it has ended.
        case .signal(9): text += " (by hand, or by the system where memory has run out)"
        case .exit(126), .exit(127):
            text += " (a shell's way to say that a command cannot be executed, or is not there)"
        default: break
        }
        return output.map { "\(text), and \($0)" } ?? text
    }

    private func failure(_ complaint: String) -> ComputeError {
        let words = process.errors.lastLines
        let last = words.isEmpty ? "" : "; its last words: " + words.joined(separator: " | ")
        return ComputeError(.program, "the program '\(name)' \(complaint)\(last)")
    }
}
