import Columnar
import Compute
import Plan
import Runtime
import Sandbox
import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The program's own framework, but steps whose feature or output is named after a fault have it before they do anything.
struct FaultyFramework: PortableFramework {
    private let real = ArrowFramework()
    var name: FrameworkName { real.name }
    var modes: Set<ParallelizationMode> { real.modes }

    func perform(_ step: Step, inputs: [any SlotData], context: StepContext) throws -> StepProduct {
        if case .write(let output) = step.work {
            let plan = context.plan.outputs[output]
            if case .file(let path, _, _) = plan.target {
                try Fault.happen(plan.name, writing: context.stagingPath(for: path))
            }
        }
        for slot in step.outputs { try Fault.happen(context.plan[slot].name, writing: nil) }
        return try real.perform(step, inputs: inputs, context: context)
    }

    func share(_ data: any SlotData) throws -> SharedData { try real.share(data) }
    func map(_ data: SharedData) throws -> any SlotData { try real.map(data) }
    func identity(of data: any SlotData) -> UInt? { real.identity(of: data) }
}

/// What can happen to a step. A name ends with the fault's, as in `a_segfault`; one that begins with `once_` has it only the first
/// time in a folder, which a file of that name remembers.
enum Fault: String, CaseIterable {
    /// SIGSEGV.
    case segfault
    /// SIGKILL, from itself.
    case killed
    /// Says two lines, one to each of output and errors, and ends with status 0, or 7.
    case exit0
    case exit7
    /// Closes its end of the channel, and lives on, or goes on.
    case closes
    case closesAndAnswers
    /// Says so, and never ends.
    case hangs
    /// Says so, and stops itself, as SIGSTOP does.
    case stops
    /// Takes memory until its limit, 1 GiB of addresses more than it has, is reached.
    case memory
    /// Asks for memory, which it does not touch, until there is none.
    case leaks
    /// Uses up the second of processor time that it allows itself.
    case processor
    /// Says a thousand lines, and goes on.
    case talks
    /// Answers with bytes that are no answer.
    case babbles
    /// Starts a program that lives on, holds its output, and ignores SIGTERM; then is killed.
    case orphans
    /// Can have no memory without a name from now on.
    case deprived
    /// Can have none, and is killed while it sends what it made in another way.
    case interrupted

    static func happen(_ name: String, writing path: String?) throws {
        guard let fault = allCases.first(where: { name.hasSuffix($0.rawValue) }) else { return }
        if name.hasPrefix("once_") {
            let marker = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard marker >= 0 else { return }
            close(marker)
        }
        if let path { writeHalf(path) }
        fault.happen()
    }

    /// As a step does that is interrupted in the middle.
    private static func writeHalf(_ path: String) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        _ = write(file, "half", 4)
        close(file)
    }

    private func happen() {
        switch self {
        case .segfault: raise(SIGSEGV)
        case .killed: kill(getpid(), SIGKILL)
        case .exit0: end(0)
        case .exit7: end(7)
        case .closes:
            close(3)
            sleepForEver()
        case .closesAndAnswers: close(3)
        case .hangs:
            Text.write("it hangs\n", to: STDOUT_FILENO)
            sleepForEver()
        case .stops:
            Text.write("it stops\n", to: STDOUT_FILENO)
            raise(SIGSTOP)
        case .memory: exhaustMemory()
        case .leaks: leak()
        case .processor: exhaustProcessor()
        case .talks:
            for line in 1...1_000 { print("line \(line)") }
        case .babbles:
            _ = write(3, "what is this, if not an answer?", 31)
            sleepForEver()
        case .deprived: _ = sandbox_forbid_memory()
        case .interrupted:
            _ = sandbox_forbid_memory()
            FaultyClient.isInterrupted.store(true, ordering: .relaxed)
        case .orphans:
            spawn("trap '' TERM; while :; do sleep 1000; done")
            kill(getpid(), SIGKILL)
        }
    }

    private func end(_ status: Int32) {
        Text.write("going\n", to: STDOUT_FILENO)
        Text.write("gone\n", to: STDERR_FILENO)
        exit(status)
    }

    private func sleepForEver() { while true { pause() } }

    private func exhaustMemory() {
        ProcessLimit.addressSpace(more: 1 << 30)
        var taken: [[UInt8]] = []
        // Swift ends the process where it cannot have what it asks for.
        while true { taken.append([UInt8](repeating: UInt8(taken.count & 0xFF), count: 64 << 20)) }
    }

    private func leak() {
        var taken: [[UInt8]] = []
        while true { taken.append([UInt8](unsafeUninitializedCapacity: 64 << 20) { _, _ in }) }
    }

    private func exhaustProcessor() {
        ProcessLimit.processorTime(seconds: 1)
        var x: UInt64 = 1
        while x != 0 { x = x &* 3 | 1 }
    }

    private func spawn(_ script: String) {
        let words = ["sh", "-c", script]
        var arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process: pid_t = 0
        posix_spawn(&process, "/bin/sh", nil, nil, &arguments, environ)
    }
}
