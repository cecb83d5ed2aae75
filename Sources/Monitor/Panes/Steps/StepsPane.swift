import Plan

/// The steps: a table, or a tree of who needs whom; sorted, filtered, searched.
package struct StepsPane: Pane {
    private(set) var order = StepOrder()
    private(set) var isTree = false
    private var cursor = ListCursor()
    private var folded: Set<Int32> = []
    private(set) var search = SearchField()

    // Kept between frames, and made anew where what they come from has changed.
    private(set) var rows: ContiguousArray<Int32> = []
    private(set) var tree = StepTree()
    private var criticalPath = RememberedCriticalPath()
    private var matches: ContiguousArray<Bool>?
    /// Steps by name, once that was asked for.
    private var names: ContiguousArray<Int32> = []
    private var matchedSearch = ""
    private var made: Made?
    private var madeTree: (folded: Set<Int32>, count: Int)?

    /// What the order of the rows comes from.
    private struct Made: Hashable {
        var order: StepOrder
        var phaseRevision: Int
        /// Where the order is by figures, they move with time.
        var second: UInt64
    }

    package init() {}

    package var isTyping: Bool { search.isTyping }

    /// By step.
    var critical: ContiguousArray<Bool> { criticalPath.marks }

    var visibleCount: Int { showsTree ? tree.rows.count : rows.count }

    /// A search makes a list of what it finds.
    var showsTree: Bool { isTree && search.text.isEmpty && order.filter == .all }

    func visible(height: Int) -> Range<Int> { cursor.visible(count: visibleCount, height: height) }

    func isSelected(_ row: Int) -> Bool { row == cursor.selected }

    func step(at row: Int) -> StepID { StepID(index: showsTree ? tree.rows[row].step : rows[row]) }

    package mutating func prepare(for scene: Scene, size: Size) {
        let model = scene.model
        order.search = FuzzyPattern(search.text)
        let second = [.duration, .rows].contains(order.sort) ? scene.now / 1_000_000_000 : 0
        let now = Made(order: order, phaseRevision: model.phaseRevision, second: second)
        let focused = scene.focus
        _ = criticalPath.update(for: scene)
        if now != made {
            if matchedSearch != search.text || !search.text.isEmpty && matches?.count != model.steps.count {
                matches = order.matches(in: model)
                matchedSearch = search.text
            }
            if order.sort == .name, names.count != model.steps.count { names = StepOrder.byName(model) }
            rows = order.rows(of: model, matches: matches, names: names)
            made = now
        }
        if isTree, madeTree?.folded != folded || madeTree?.count != model.graph.count {
            tree = StepTree(model.graph, folded: folded)
            madeTree = (folded, model.graph.count)
        }
        // The cursor stays on the step that was chosen while rows move under it; until then it stays at the top, where failed and
        // running steps are.
        if !scene.isFocusChosen {
            cursor.selected = 0
        } else if let focused, !isAt(focused), let place = place(of: focused) {
            cursor.selected = place
        }
        cursor.clamp(count: visibleCount, height: listHeight(size))
    }

    private func isAt(_ step: StepID) -> Bool {
        cursor.selected < visibleCount && self.step(at: cursor.selected) == step
    }

    private func place(of step: StepID) -> Int? {
        showsTree ? tree.rows.firstIndex { $0.step == step.index } : rows.firstIndex(of: step.index)
    }

    func listHeight(_ size: Size) -> Int { max(0, size.height - (size.height > 3 ? 1 : 0) - (search.isShown ? 1 : 0)) }

    package mutating func handle(_ key: Key, in scene: Scene, size: Size, _ requests: inout [MonitorRequest]) -> Bool {
        if search.isTyping {
            if search.handle(key) { return true }
        } else {
            switch key {
            case .character("/"):
                search.begin()
                return true
            case .escape where search.isShown:
                search.clear()
                return true
            case .character("v"):
                isTree.toggle()
                return true
            case .character("s"):
                order.sort = order.sort.next
                requests.append(.say("sorted by \(order.sort.rawValue)"))
                return true
            case .character("S"):
                order.isReversed.toggle()
                return true
            case .character("f"):
                order.filter = order.filter.next
                requests.append(.say("showing \(order.filter.rawValue)"))
                return true
            case .character(" ") where showsTree, .left where showsTree, .right where showsTree:
                fold(key)
                return true
            case .enter:
                requests.append(.openDetail)
                return true
            case .character("L"):
                if visibleCount > 0 { requests.append(.openLog(of: step(at: cursor.selected))) }
                return true
            case .character("y"):
                guard visibleCount > 0 else { return true }
                requests.append(.copy(scene.model.label(step(at: cursor.selected)), of: "name"))
                return true
            case .mouse(let mouse) where mouse.action == .press || mouse.action == .doubleClick:
                press(mouse, size, &requests)
                return true
            default: break
            }
        }
        guard cursor.handle(key, count: visibleCount, height: listHeight(size)) else { return false }
        focusSelected(&requests)
        return true
    }

    private mutating func press(_ mouse: Key.Mouse, _ size: Size, _ requests: inout [MonitorRequest]) {
        let line = mouse.point.y - (size.height > 3 ? 1 : 0)
        let visible = visible(height: listHeight(size))
        guard line >= 0, line < visible.count else { return }
        cursor.selected = visible.lowerBound + line
        focusSelected(&requests)
        if mouse.action == .doubleClick { requests.append(.openDetail) }
    }

    private func focusSelected(_ requests: inout [MonitorRequest]) {
        if cursor.selected < visibleCount { requests.append(.focus(step(at: cursor.selected))) }
    }

    private mutating func fold(_ key: Key) {
        guard cursor.selected < tree.rows.count else { return }
        let row = tree.rows[cursor.selected]
        guard row.hasChildren, !row.isRepeat else { return }
        switch key {
        case .left: folded.insert(row.step)
        case .right: folded.remove(row.step)
        default: if folded.remove(row.step) == nil { folded.insert(row.step) }
        }
    }

    func isFolded(_ step: Int32) -> Bool { folded.contains(step) }

    package func hints(for scene: Scene) -> [KeyHint] {
        if search.isTyping { return [KeyHint("Enter", "keep"), KeyHint("Esc", "clear")] }
        return [
            KeyHint("Enter", "detail"), KeyHint("/", "search"), KeyHint("f", "filter"), KeyHint("s", "sort"),
            KeyHint("v", isTree ? "table" : "tree"), KeyHint("r", "retry"), KeyHint("x", "cancel"),
            KeyHint("L", "its log"), KeyHint("y", "copy"),
        ]
    }
}

extension CaseIterable where Self: Equatable, AllCases == [Self] {
    /// The case after this one; the first after the last.
    var next: Self {
        let all = Self.allCases
        let place = all.firstIndex(of: self) ?? 0
        return all[(place + 1) % all.count]
    }
}
