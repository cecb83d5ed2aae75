/// What has changed in the folders of a watch.
package struct FolderChanges: Sendable {
    /// Of files and folders in the folders, and of the folders themselves.
    package var paths: Set<String>
    /// Whether changes were lost, so that anything may have changed.
    package var isIncomplete: Bool

    package init(paths: Set<String> = [], isIncomplete: Bool = false) {
        self.paths = paths
        self.isIncomplete = isIncomplete
    }
}

/// Watches folders, each without those in it, on a thread of its own. Folders and not files, for editors save by renaming another file
/// into the place of the old one. Any thread.
package protocol FileWatch: AnyObject, Sendable {
    /// Watches these folders in the place of those before. Of one that is not there, or that goes, the nearest above it is watched
    /// until it is. A folder that is new to the watch is reported as changed, for it may have changed before.
    func watch(_ folders: Set<String>)

    /// Ends the watch; nothing is reported any more. Blocks for a moment.
    func stop()
}

/// Why folders cannot be watched as they should.
package struct FileWatchProblem: Error, Sendable, CustomStringConvertible {
    /// What, and what to do.
    package let description: String

    package init(_ description: String) { self.description = description }
}
