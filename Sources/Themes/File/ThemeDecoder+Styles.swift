import Plan

extension ThemeDecoder {
    private static let fields = ["fg", "bg", "ansi16", "mods"]

    /// Reads styles by key. Keys may be quoted (`"step.failed"`) or nested (`[styles.step]` with `failed`); what has a style's
    /// field is a style, and its other members are longer keys.
    mutating func styles(_ node: TOMLNode, prefix: String, into styles: inout [ThemeKey: StyleRule]) {
        for node in members(of: node, prefix.isEmpty ? "'styles'" : "'\(prefix)'") {
            if !prefix.isEmpty && Self.fields.contains(node.key) { continue }
            let key = prefix.isEmpty ? node.key : prefix + "." + node.key
            style(node, key: key, into: &styles)
        }
    }

    private mutating func style(_ node: TOMLNode, key: String, into styles: inout [ThemeKey: StyleRule]) {
        let known = ThemeKey(rawValue: key)
        if case .table(let members) = node.value {
            let others = members.filter { !Self.fields.contains($0.key) }
            if known == nil || ThemeKey.allCases.contains(where: { $0.rawValue.hasPrefix(key + ".") }) {
                self.styles(node, prefix: key, into: &styles)
            } else {
                for node in others { unknown(node.key, at: node.keyPosition, in: "'\(key)'", Self.fields) }
            }
            if !others.isEmpty && others.count == members.count { return }
        }
        guard let known else {
            let parent = key.lastIndex(of: ".").map { String(key[...$0]) } ?? ""
            let fields = parent.isEmpty ? [] : Self.fields.map { parent + $0 }
            let hint = NearestName.hint(key, among: ThemeKey.allCases.map(\.rawValue) + fields)
            problem(
                "unknown style '\(key)'" + (hint.isEmpty ? "; 'weir themes show' lists what there is" : hint),
                at: node.keyPosition)
            return
        }
        let rule = rule(node, key: key)
        if styles.updateValue(rule, forKey: known) != nil {
            problem("the style '\(key)' is given twice; leave one out", at: node.keyPosition)
        }
    }

    private mutating func rule(_ node: TOMLNode, key: String) -> StyleRule {
        var rule = StyleRule()
        guard case .table(let members) = node.value else {
            rule.foreground = ColorRule(color: color(node, of: key), position: node.position)
            return rule
        }
        var basic: (foreground: Basic?, background: Basic?)
        for node in members {
            switch node.key {
            case "fg": rule.foreground = ColorRule(color: color(node, of: key), position: node.position)
            case "bg": rule.background = ColorRule(color: color(node, of: key), position: node.position)
            case "ansi16": basic = ansi16(node, of: key)
            case "mods": rule.modifiers = modifiers(node, of: key)
            default: break
            }
        }
        Self.add(basic.foreground, to: &rule.foreground)
        Self.add(basic.background, to: &rule.background)
        return rule
    }

    typealias Basic = (color: PaletteColor, position: SourcePosition)

    private static func add(_ basic: Basic?, to rule: inout ColorRule?) {
        guard let basic else { return }
        rule = rule ?? ColorRule(position: basic.position)
        rule?.ansi16 = basic.color
    }

    private mutating func color(_ node: TOMLNode, of key: String) -> ColorRule.Reference {
        guard case .text(let text) = node.value else {
            problem(
                "'\(key)': \(node.kind) is no colour; write a name of the palette, \"#rrggbb\" or \"default\"",
                at: node.position)
            return .broken
        }
        if text == "default" { return .standard }
        guard text.hasPrefix("#") else { return .palette(text) }
        if let color = RGB(hex: text) { return .exact(color) }
        problem("'\(key)': '\(text)' is no colour; write \"#rrggbb\"", at: node.position)
        return .broken
    }

    private mutating func ansi16(_ node: TOMLNode, of key: String) -> (foreground: Basic?, background: Basic?) {
        guard case .table(let members) = node.value else { return (basic(node, of: key), nil) }
        var colors: (foreground: Basic?, background: Basic?)
        for node in members {
            switch node.key {
            case "fg": colors.foreground = basic(node, of: key)
            case "bg": colors.background = basic(node, of: key)
            default: unknown(node.key, at: node.keyPosition, in: "'ansi16' of '\(key)'", ["fg", "bg"])
            }
        }
        return colors
    }

    mutating func basic(_ node: TOMLNode, of key: String) -> Basic? {
        if case .text(let text) = node.value {
            if text == "default" { return (.standard, node.position) }
            if let index = XtermPalette.names.firstIndex(of: text) {
                return (PaletteColor(UInt8(index)), node.position)
            }
            let names = XtermPalette.names + ["default"]
            let hint = NearestName.hint(text, among: names)
            problem(
                "'\(key)': '\(text)' is none of the sixteen colours"
                    + (hint.isEmpty ? ": " + names.joined(separator: ", ") : hint), at: node.position)
        } else {
            problem("'\(key)': 'ansi16' has names of colours, not \(node.kind)", at: node.position)
        }
        return nil
    }

    private mutating func modifiers(_ node: TOMLNode, of key: String) -> Style.Modifiers? {
        guard case .array(let nodes) = node.value else {
            problem("'\(key)': 'mods' is a list, such as [\"bold\"], not \(node.kind)", at: node.position)
            return nil
        }
        var result: Style.Modifiers = []
        for node in nodes {
            if case .text(let text) = node.value, let known = Style.Modifiers.named.first(where: { $0.name == text }) {
                result.formUnion(known.modifiers)
                continue
            }
            let names = Style.Modifiers.named.map(\.name)
            var hint = ""
            if case .text(let text) = node.value { hint = NearestName.hint(text, among: names) }
            problem(
                "'\(key)': \(found(node)) is no modifier"
                    + (hint.isEmpty ? "; there are " + names.joined(separator: ", ") : hint), at: node.position)
        }
        return result
    }
}
