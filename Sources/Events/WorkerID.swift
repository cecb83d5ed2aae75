/// A thread or a process that runs steps: `t1`, `p2`; `main` is the orchestrator's own thread.
package struct WorkerID: Sendable, Hashable, CustomStringConvertible {
    package enum Kind: String, Sendable { case main, thread, process }
    package var kind: Kind
    /// Counts from 1 within a kind.
    package var number: Int
    package init(_ kind: Kind, _ number: Int) {
        self.kind = kind
        self.number = number
    }
    package static let main = WorkerID(.main, 1)
    package var description: String {
        switch kind {
        case .main: "main"
        case .thread: "t\(number)"
        case .process: "p\(number)"
        }
    }
}

extension WorkerID {
    /// What `description` gives.
    package init?(description: String) {
        if description == "main" {
            self = .main
            return
        }
        guard let kind = description.first, let number = Int(description.dropFirst()), number > 0 else { return nil }
        switch kind {
        case "t": self.init(.thread, number)
        case "p": self.init(.process, number)
        default: return nil
        }
    }
}
