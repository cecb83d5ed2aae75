package import Plan

/// A theme put together with what it inherits, and the names of its palette looked up: what each key looks like at full colour.
package struct ThemeStyles: Sendable {
    package let name: String
    package let meta: ThemeMeta
    /// What is worth saying about its files.
    package let warnings: [Diagnostic]
    /// What it says itself.
    private var rules: [ThemeKey: Look] = [:]

    /// What a theme gives one key, or what that falls back to.
    package struct Look: Sendable {
        /// Nil where neither the key nor what it falls back to says anything.
        package var foreground: Located<ThemeColor>?
        package var background: Located<ThemeColor>?
        package var modifiers: Style.Modifiers?
    }

    /// - Parameters:
    ///   - lineage: the theme, what it inherits, what that inherits, and so on. Where several say something of a style or of a
    ///     colour of the palette, the first does.
    ///   - isWhole: whether it has all of them; if not, which colours the palette has is not known.
    /// - Throws: what is wrong with any of them.
    init(lineage: [ThemeDefinition], isWhole: Bool = true) throws(ThemeError) {
        name = lineage.first?.name ?? ""
        meta = lineage.first?.meta ?? ThemeMeta()
        var problems = lineage.flatMap(\.problems)
        var palette = [String: ThemeColor?]()
        var styles = [ThemeKey: StyleRule]()
        for definition in lineage {
            palette.merge(definition.palette) { first, _ in first }
            styles.merge(definition.styles) { first, _ in first }
        }
        func bound(_ rule: ColorRule?) -> Located<ThemeColor>? {
            guard let rule else { return nil }
            var color = ThemeColor(.standard)
            switch rule.color {
            case nil: color = ThemeColor(rule.ansi16.map { $0 == .standard ? .standard : .basic($0) } ?? .standard)
            case .standard, .broken: break
            case .exact(let rgb): color = ThemeColor(.exact(rgb))
            case .palette(let name):
                if let known = palette[name] {
                    color = known ?? color
                } else if isWhole {
                    let hint = NearestName.hint(name, among: palette.keys.sorted())
                    problems.append(
                        .error(
                            "the palette has no colour '\(name)'"
                                + (hint.isEmpty
                                    ? "; add it under '[palette]', or write \"#rrggbb\" or \"default\"" : hint),
                            at: rule.position))
                }
            }
            color.ansi16 = rule.ansi16 ?? color.ansi16
            return Located(color, at: rule.position)
        }
        for key in ThemeKey.allCases {
            guard let style = styles[key] else { continue }
            rules[key] = Look(
                foreground: bound(style.foreground), background: bound(style.background), modifiers: style.modifiers)
        }
        warnings = problems.inOrder(of: lineage.map(\.path))
        if warnings.contains(where: { $0.severity == .error }) { throw ThemeError(warnings) }
    }

    /// Each part from the first key that says something of it: the key itself, the key without its last dotted part, …, `text`.
    package func look(of key: ThemeKey) -> Look {
        var look = Look()
        for ancestor in key.lineage where !(key.isOverlay && ancestor == .text) {
            guard let rule = rules[ancestor] else { continue }
            look.foreground = look.foreground ?? rule.foreground
            look.background = look.background ?? rule.background
            look.modifiers = look.modifiers ?? rule.modifiers
        }
        return look
    }
}

extension [Diagnostic] {
    /// Sorted by the files' order, then by place. The same thing is said once.
    fileprivate func inOrder(of files: [String]) -> [Diagnostic] {
        var seen = Set<Diagnostic>()
        func rank(_ diagnostic: Diagnostic) -> (Int, Int32, Int32) {
            let position = diagnostic.position
            let file = position.flatMap { files.firstIndex(of: $0.file) } ?? files.count
            return (file, position?.line ?? 0, position?.column ?? 0)
        }
        return filter { seen.insert($0).inserted }.sorted { rank($0) < rank($1) }
    }
}
