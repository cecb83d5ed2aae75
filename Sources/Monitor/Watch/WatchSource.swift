import Events
import Plan

/// What a watch tells its monitor. Any thread puts in; the monitor's takes out.
package final class WatchSource: Sendable {
    package struct News: Sendable {
        package var plans: [PlanEntry]
        /// What the watch said last that stays of interest.
        package var notice: String?
    }

    private struct State {
        var plans: [PlanEntry] = []
        var notice: String?
        var isNew = false
        var feeds: [String: WatchFeed] = [:]
    }

    private let state = Locked(State())

    package init() {}

    package func show(_ plans: [PlanEntry]) {
        state.withLock { state in
            guard state.plans != plans else { return }
            state.plans = plans
            state.isNew = true
        }
    }

    package func show(notice: String) {
        state.withLock { state in
            state.notice = notice
            state.isNew = true
        }
    }

    /// After what was said last of the plan, if that was the last.
    package func add(toNotice text: String, of plan: String) {
        state.withLock { state in
            let earlier = state.notice.flatMap { $0.hasPrefix(plan.singleLine + "  ") ? $0 + "; " : nil }
            state.notice = (earlier ?? plan.singleLine + "  ") + text.singleLine
            state.isNew = true
        }
    }

    /// The runs of a plan.
    package func feed(of plan: String) -> WatchFeed {
        state.withLock { state in
            if let feed = state.feeds[plan] { return feed }
            let feed = WatchFeed()
            state.feeds[plan] = feed
            return feed
        }
    }

    /// Nil: nothing is new.
    func take() -> News? {
        state.withLock { state in
            guard state.isNew else { return nil }
            state.isNew = false
            return News(plans: state.plans, notice: state.notice)
        }
    }
}
