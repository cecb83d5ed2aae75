package import Plan

/// What a watch has to say beside what its runs say.
package enum WatchNote: Sendable {
    /// - Parameter means: `inotify`, or another way to see changes.
    case watching(folder: String, plans: Int, means: String)
    /// A plan or what it reads has changed; what its steps do otherwise, in words.
    case changed(plan: String, difference: String)
    /// A run of a plan begins that need not do all, or has to do some again; what, in words.
    case begins(plan: String, forecast: String)
    /// A plan has errors. `keeps`: what it said before stands.
    case invalid(plan: String, [Diagnostic], keeps: Bool)
    /// Nothing of a plan has to run.
    case current(plan: String)
    case removed(plan: String)
    /// A plan runs as soon as another has ended.
    case waits(plan: String, for: String)
    /// The run of a plan is given up, for it has changed.
    case restarts(plan: String)
    case notice(String)
    /// The watch ends: why, in a word.
    case ended(String)
}
