/// What a program prints to its standard error, as lines of its step's log: so many that a log of it can be read, and no more.
struct ProgramLog {
    private let context: StepContext
    private var count = 0

    static let limit = 10_000

    init(_ context: StepContext) { self.context = context }

    mutating func say(_ line: String) {
        count += 1
        if count <= Self.limit { context.log(line) }
        if count == Self.limit { context.log("… it prints more than \(Self.limit) lines; the rest is counted only") }
    }

    func finish() {
        if count > Self.limit { context.log("… and \(count - Self.limit) more lines") }
    }
}
