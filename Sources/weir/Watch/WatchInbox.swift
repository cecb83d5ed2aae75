import Events
import FileWatching
import Monitor
import Runtime

/// What has happened since a watch looked last. Any thread puts in, the watch's takes out, and sleeps while there is nothing.
final class WatchInbox: Sendable {
    struct News {
        var changes = FolderChanges()
        /// The run that has ended.
        var ended: RunResult?
        var stop: (signal: Int32, isGraceful: Bool)?
        /// Why the watch for changes must be another from now on.
        var problem: FileWatchProblem?
        /// What the user at the monitor wants.
        var actions: [WatchAction] = []

        var isEmpty: Bool {
            changes.paths.isEmpty && !changes.isIncomplete && ended == nil && stop == nil && problem == nil
                && actions.isEmpty
        }
    }

    private let bell = ConditionLock()
    private let news = Locked(News())

    func put(_ change: (inout News) -> Void) {
        bell.withLock {
            news.withLock { change(&$0) }
            bell.signal()
        }
    }

    /// Waits for news, or until a time of the monotonic clock; nil: without end.
    func take(until deadline: UInt64?) -> News {
        bell.withLock {
            while news.withLock({ $0.isEmpty }) {
                if let deadline {
                    if !bell.wait(until: deadline) { break }
                } else {
                    bell.wait()
                }
            }
            return news.withLock { news in
                defer { news = News() }
                return news
            }
        }
    }
}
