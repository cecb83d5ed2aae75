import Events
import Plan
import Themes

extension Monitor {
    func respondInOverlay(_ key: Key, at now: UInt64) {
        switch overlay {
        case .confirm(let confirmation):
            switch key {
            case .character("y"), .character("Y"), .enter:
                overlay = nil
                carryOut(confirmation.action, at: now)
            case .character("n"), .character("N"), .character("q"), .escape: overlay = nil
            default: break
            }
        case .help(var cursor):
            switch key {
            case .escape, .character("q"), .character("?"), .enter: overlay = nil
            default:
                // The cursor is not shown, so it moves the view, not itself.
                let lines = helpLines(at: now, .unicode).count
                let height = max(1, layout.header.height + layout.bodyHeight - 2)
                cursor.selected = max(cursor.selected, min(height - 1, lines - 1))
                if key == .up || key == .character("k") { cursor.selected = cursor.top }
                _ = cursor.handle(key, count: lines, height: height)
                overlay = .help(cursor)
            }
        case .themes(var picker):
            switch key {
            case .enter, .character("q"), .character("t"):
                overlay = nil
                say("theme \(picker.selected); 'theme: \(picker.selected)' in the configuration keeps it", .text, now)
            case .escape:
                overlay = nil
                changeTheme(to: picker.original)
            default:
                picker.handle(key)
                overlay = .themes(picker)
                if picker.selected != themes.name { changeTheme(to: picker.selected) }
            }
        case .palette(var palette):
            switch key {
            case .escape: overlay = nil
            case .enter:
                overlay = nil
                if let command = palette.selected { carryOut(command.action, at: now) }
            default:
                palette.handle(key)
                overlay = .palette(palette)
            }
        case nil: break
        }
    }

    private func carryOut(_ action: Palette.Command.Action, at now: UInt64) {
        switch action {
        case .open(let pane): open(pane)
        case .act(let action): act(action, at: now)
        case .focus(let step):
            chosen = step
            isDetailOpen = true
        case .breakpoint(let breakpoint): toggle(breakpoint, at: now)
        case .theme(let name): changeTheme(to: name)
        case .help: overlay = .help(ListCursor())
        case .pickTheme: overlay = .themes(ThemePicker(themes.shelf.names(), current: themes.name))
        case .mouse: toggleMouse(at: now)
        case .redraw: demand(.redraw)
        case .suspend: demand(.suspend)
        case .leave: leave(at: now)
        case .detail: openDetail()
        }
    }

    /// So many names of steps and datasets of a plan are offered in the palette; all can be found in the panes.
    private static let offered = 2_000

    func commands(at now: UInt64) -> [Palette.Command] {
        typealias Command = Palette.Command
        var commands = PaneKind.allCases.map { pane in
            Command(name: "show \(pane.rawValue)", key: String(pane.key), action: .open(pane))
        }
        if isLive, model.end == nil {
            commands.append(
                Command(name: model.isPaused ? "resume the run" : "pause the run", key: "p", action: .act(.togglePause))
            )
            if let focus {
                commands.append(
                    Command(name: "cancel \(model.label(focus))", key: "x", action: .act(.cancel(focus))))
            }
            if let step = stepToRetry, [.failed, .cancelled].contains(model[step].phase) {
                commands.append(Command(name: "retry \(model.label(step))", key: "r", action: .act(.retry(step))))
            }
            commands.append(Command(name: "stop the run", key: "q", action: .act(.stop)))
            commands.append(Command(name: "break on zero rows", action: .breakpoint(.zeroRows)))
            commands.append(Command(name: "break at … (type a size: break at 512MiB)", action: .help))
        }
        commands += [
            Command(name: "all about the step in focus", key: "Enter", action: .detail),
            Command(name: "choose a theme", key: "t", action: .pickTheme),
            Command(name: "mouse on or off", key: "m", action: .mouse), Command(name: "help", key: "?", action: .help),
            Command(name: "draw anew", key: "Ctrl-L", action: .redraw),
            Command(name: "suspend to the shell", key: "Ctrl-Z", action: .suspend),
            Command(name: "leave", key: "q", action: .leave),
        ]
        commands += themes.shelf.names().map { Command(name: "theme \($0)", action: .theme($0)) }
        if isLive, model.end == nil {
            for (index, dataset) in (model.plan?.datasets ?? []).prefix(Self.offered).enumerated() {
                commands.append(
                    Command(name: "break on drop of \(dataset.name)", action: .breakpoint(.dropped(DatasetID(index)))))
            }
        }
        for (index, step) in (model.plan?.steps ?? []).prefix(Self.offered).enumerated() {
            commands.append(Command(name: "go to \(step.label)", action: .focus(StepID(index))))
        }
        return commands
    }

    func helpLines(at now: UInt64, _ glyphs: Glyphs) -> [TextLine] {
        let scene = scene(at: now)
        let hints = PaneKind.allCases.compactMap { kind in
            panes[kind].map { (pane: "\(kind.key) \(kind.title)", hints: $0.hints(for: scene)) }
        }
        return Help.lines(outer: outerKeys, hints: hints, isLive: isLive, glyphs: glyphs)
    }
}
