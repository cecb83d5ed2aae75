import Events

/// Tells a monitor that files of themes have changed. Any thread tells; the monitor's takes.
package final class ThemeChanges: Sendable {
    private let areThere = Locked(false)

    package init() {}

    package func happened() { areThere.withLock { $0 = true } }

    /// Whether something has changed since the last call.
    func take() -> Bool {
        areThere.withLock { areThere in
            defer { areThere = false }
            return areThere
        }
    }
}
