package import Plan

/// Where the steps of a run leave what became of their rows.
package enum LineageTarget: Sendable, Hashable {
    /// A folder; each step has files of its own there.
    case folder(String)
    /// The place of the only step that there is, as a worker process knows it.
    case place(String)

    /// The path of a step's files, but for their endings.
    package func place(of step: StepID) -> String {
        switch self {
        case .folder(let path): "\(path)/\(step)"
        case .place(let path): path
        }
    }
}
