package import Plan

/// The screens of the monitor.
package enum PaneKind: String, Sendable, CaseIterable {
    case steps, graph, timeline, workers, data, logs, results

    package var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

    /// The key that opens it.
    package var key: Character { Character(String((Self.allCases.firstIndex(of: self) ?? 0) + 1)) }
}

/// What a pane draws from: the run as it is now. A value.
package struct Scene: Sendable {
    package var model: RunModel
    /// Nanoseconds since the run started.
    package var now: UInt64
    /// The step that all panes speak of.
    package var focus: StepID?
    /// Whether the user chose it; else it is what most deserves a look, from moment to moment.
    package var isFocusChosen: Bool
    /// Whether an engine listens; else this is a recording.
    package var isLive: Bool

    package init(
        model: RunModel, now: UInt64, focus: StepID? = nil, isFocusChosen: Bool = true, isLive: Bool = true
    ) {
        self.model = model
        self.now = now
        self.focus = focus
        self.isFocusChosen = isFocusChosen
        self.isLive = isLive
    }
}

/// What a pane wants when a key was pressed.
package enum MonitorRequest: Sendable, Hashable {
    /// Makes it the step that all panes speak of.
    case focus(StepID)
    case open(PaneKind)
    /// Shows all that is known of the step in focus.
    case openDetail
    /// The log pane with the lines of one step alone.
    case openLog(of: StepID)
    case copy(String, of: String)
    /// A line for the footer.
    case say(String)
    case act(RunAction)
}

/// What the user may ask of the engine.
package enum RunAction: Sendable, Hashable {
    case togglePause
    case cancel(StepID)
    case retry(StepID)
    case stop
    case toggleBreakpoint(onDropOf: DatasetID)
}

/// One screen: its own state (cursor, scroll, filter) and how the run looks on it. Pure.
package protocol Pane: Sendable {
    /// Returns whether the key meant something here.
    ///
    /// - Parameter size: of the pane's area at the last drawing.
    mutating func handle(_ key: Key, in scene: Scene, size: Size, _ requests: inout [MonitorRequest]) -> Bool
    /// Brings what is remembered between frames (row orders, scroll positions) in line with the run; before each drawing.
    mutating func prepare(for scene: Scene, size: Size)
    /// Draws the whole area of the canvas, which is blank.
    func draw(on canvas: inout Canvas, _ scene: Scene)
    /// The keys worth knowing here, most useful first.
    func hints(for scene: Scene) -> [KeyHint]
    /// Whether typed characters are text for it now (a search being typed), so that no global key may take them.
    var isTyping: Bool { get }
}

extension Pane {
    package var isTyping: Bool { false }
}

/// A key and what it does, for the footer and the help.
package struct KeyHint: Sendable, Hashable {
    package var key: String
    package var meaning: String
    package init(_ key: String, _ meaning: String) {
        self.key = key
        self.meaning = meaning
    }
}
