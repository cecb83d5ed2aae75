#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What a piece of work took.
struct Cost {
    /// User and system time of all threads, in seconds.
    var cpu: Double
    /// In seconds.
    var wall: Double
}

enum Stopwatch {
    static func measure<Value>(_ work: () throws -> Value) rethrows -> (cost: Cost, value: Value) {
        let start = (cpu: now(CLOCK_PROCESS_CPUTIME_ID), wall: now(CLOCK_MONOTONIC))
        let value = try work()
        let end = (cpu: now(CLOCK_PROCESS_CPUTIME_ID), wall: now(CLOCK_MONOTONIC))
        return (Cost(cpu: end.cpu - start.cpu, wall: end.wall - start.wall), value)
    }

    /// CPU is that of the calling thread alone.
    static func measureThread(_ work: () throws -> Void) rethrows -> Cost {
        let start = (cpu: now(CLOCK_THREAD_CPUTIME_ID), wall: now(CLOCK_MONOTONIC))
        try work()
        return Cost(cpu: now(CLOCK_THREAD_CPUTIME_ID) - start.cpu, wall: now(CLOCK_MONOTONIC) - start.wall)
    }

    /// Seconds.
    static func now(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// Costs of several subjects, measured in turns, so that what else the machine does hits all of them alike.
struct Interleaved<Subject> {
    let medians: [Cost]

    /// - Parameter measure: measures a subject once; its first measurement, a warm-up, is not counted.
    init(_ subjects: [Subject], repetitions: Int, warmUp: Bool = true, _ measure: (Subject) throws -> Cost) rethrows {
        var costs = Array(repeating: [Cost](), count: subjects.count)
        if warmUp { for subject in subjects { _ = try measure(subject) } }
        for _ in 0..<repetitions {
            for (index, subject) in subjects.enumerated() { costs[index].append(try measure(subject)) }
        }
        medians = costs.map { Cost(cpu: median($0.map(\.cpu)), wall: median($0.map(\.wall))) }
    }
}

func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return .nan }
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}

/// The slope of the straight line of least squares through the points.
func slope(_ points: [(x: Double, y: Double)]) -> Double {
    let count = Double(points.count)
    let (meanX, meanY) = (points.reduce(0) { $0 + $1.x } / count, points.reduce(0) { $0 + $1.y } / count)
    let covariance = points.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) }
    return covariance / points.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
}
