#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The least that a graph of no-op steps can cost on threads: a plain pthread pool, one lock, one list of ready steps, a counter
/// of unmet dependencies for each step. No plan, no data, no events, no errors.
final class ThreadPoolFloor {
    private let children: [[Int]]
    private let roots: [Int]
    private var unmet: [Int]
    private var ready: [Int] = []
    private var left: Int
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init(_ graph: StepGraph) {
        var children = Array(repeating: [Int](), count: graph.parents.count)
        for (step, parents) in graph.parents.enumerated() {
            for parent in parents { children[parent].append(step) }
        }
        self.children = children
        unmet = graph.parents.map(\.count)
        roots = unmet.indices.filter { graph.parents[$0].isEmpty }
        left = unmet.count
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Runs every step once; blocks until all are done. Once only.
    func run(workers: Int) {
        ready = roots
        var threads: [pthread_t] = []
        for _ in 0..<workers {
            #if canImport(Darwin)
            var thread: pthread_t?
            #else
            var thread = pthread_t()
            #endif
            let context = Unmanaged.passUnretained(self).toOpaque()
            pthread_create(&thread, nil, startWorker, context)
            #if canImport(Darwin)
            if let thread { threads.append(thread) }
            #else
            threads.append(thread)
            #endif
        }
        for thread in threads { pthread_join(thread, nil) }
    }

    fileprivate func work() {
        pthread_mutex_lock(mutex)
        while true {
            while ready.isEmpty && left > 0 { pthread_cond_wait(condition, mutex) }
            guard let step = ready.popLast() else { break }
            pthread_mutex_unlock(mutex)
            perform(step)
            pthread_mutex_lock(mutex)
            left -= 1
            var woken = 0
            for child in children[step] {
                unmet[child] -= 1
                if unmet[child] == 0 {
                    ready.append(child)
                    woken += 1
                }
            }
            // One of them is this thread's own.
            if woken > 1 { pthread_cond_signal(condition) }
            if left == 0 { pthread_cond_broadcast(condition) }
        }
        pthread_mutex_unlock(mutex)
    }

    @inline(never)
    private func perform(_ step: Int) {}
}

#if canImport(Darwin)
private func startWorker(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    Unmanaged<ThreadPoolFloor>.fromOpaque(context).takeUnretainedValue().work()
    return nil
}
#else
private func startWorker(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<ThreadPoolFloor>.fromOpaque(context).takeUnretainedValue().work()
    return nil
}
#endif
