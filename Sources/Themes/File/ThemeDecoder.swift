import Plan

/// Turns the text of a theme file into a definition. Errors are collected, so that one reading tells all of them.
struct ThemeDecoder {
    private(set) var problems: [Diagnostic] = []
    private let name: String

    /// - Parameters:
    ///   - name: what the theme is called.
    ///   - path: of its file, for messages.
    /// - Throws: only where the text is no TOML at all.
    static func decode(_ text: String, name: String, path: String) throws(ThemeError) -> ThemeDefinition {
        let root = try TOMLNode.document(text, file: path)
        var decoder = ThemeDecoder(name: name)
        return decoder.definition(root, path: path)
    }

    private init(name: String) { self.name = name }

    mutating func problem(_ message: String, at position: SourcePosition) {
        problems.append(.error(message, at: position))
    }

    private mutating func definition(_ root: TOMLNode, path: String) -> ThemeDefinition {
        var definition = ThemeDefinition(
            name: name, path: path, meta: ThemeMeta(), palette: [:], styles: [:], problems: [])
        for node in members(of: root, "a theme") {
            let key = node.key
            switch key {
            case "meta": definition.meta = meta(node)
            case "inherits": definition.inherits = text(node, key).map { Located($0, at: node.position) }
            case "palette": definition.palette = palette(node)
            case "styles": styles(node, prefix: "", into: &definition.styles)
            default: unknown(key, at: node.keyPosition, in: "a theme", ["meta", "inherits", "palette", "styles"])
            }
        }
        definition.problems = problems.sorted { position($0) < position($1) }
        return definition
    }

    private func position(_ diagnostic: Diagnostic) -> (Int32, Int32) {
        (diagnostic.position?.line ?? 0, diagnostic.position?.column ?? 0)
    }

    private mutating func meta(_ node: TOMLNode) -> ThemeMeta {
        var meta = ThemeMeta()
        for node in members(of: node, "'meta'") {
            let key = node.key
            switch key {
            case "name":
                if let text = text(node, key), text != name {
                    problems.append(
                        .warning(
                            "a theme is called as its file is, '\(name)', not '\(text)'; rename one of them",
                            at: node.position))
                }
            case "author": meta.author = text(node, key)
            case "license": meta.license = text(node, key)
            case "appearance":
                guard let text = text(node, key) else { continue }
                if let appearance = ThemeMeta.Appearance(rawValue: text) {
                    meta.appearance = appearance
                } else {
                    problem(
                        "'appearance' is dark, light or any, not '\(text)'"
                            + NearestName.hint(text, among: ThemeMeta.Appearance.allCases.map(\.rawValue)),
                        at: node.position)
                }
            case "inherits": problem("'inherits' stands above '[meta]', at the top of the file", at: node.keyPosition)
            default: unknown(key, at: node.keyPosition, in: "'meta'", ["name", "author", "license", "appearance"])
            }
        }
        return meta
    }

    /// Colours by name: `"#rrggbb"`, or a table of that as `rgb` and one of the sixteen as `ansi16`.
    private mutating func palette(_ node: TOMLNode) -> [String: ThemeColor?] {
        var palette = [String: ThemeColor?]()
        for node in members(of: node, "'palette'") {
            let name = node.key
            if name == "default" || name.hasPrefix("#") {
                problem(
                    "a colour cannot be called '\(name)', which styles use for something else", at: node.keyPosition)
            } else {
                palette.updateValue(paletteColor(node, name), forKey: name)
            }
        }
        return palette
    }

    private mutating func paletteColor(_ node: TOMLNode, _ name: String) -> ThemeColor? {
        guard case .table(let members) = node.value else { return rgb(node, name).map { ThemeColor(.exact($0)) } }
        var color: RGB?
        var ansi16: PaletteColor?
        for node in members {
            switch node.key {
            case "rgb": color = rgb(node, name)
            case "ansi16": ansi16 = basic(node, of: name)?.color
            default: unknown(node.key, at: node.keyPosition, in: "the colour '\(name)'", ["rgb", "ansi16"])
            }
        }
        if !members.contains(where: { $0.key == "rgb" }) {
            problem("the colour '\(name)' lacks 'rgb'; add rgb = \"#rrggbb\"", at: node.position)
        }
        return color.map { ThemeColor(.exact($0), ansi16: ansi16) }
    }

    private mutating func rgb(_ node: TOMLNode, _ name: String) -> RGB? {
        if case .text(let text) = node.value, let color = RGB(hex: text) { return color }
        problem("'\(name)': \(found(node)) is no colour; write \"#rrggbb\"", at: node.position)
        return nil
    }

    // MARK: Values

    /// The members of a table; none, and a problem, where it is none.
    mutating func members(of node: TOMLNode, _ what: String) -> [TOMLNode] {
        if case .table(let members) = node.value { return members }
        problem("\(what) is a table, not \(node.kind)", at: node.position)
        return []
    }

    mutating func text(_ node: TOMLNode, _ key: String) -> String? {
        if case .text(let text) = node.value { return text }
        problem("'\(key)' is a text, not \(node.kind)", at: node.position)
        return nil
    }

    mutating func unknown(_ key: String, at position: SourcePosition, in what: String, _ known: [String]) {
        let hint = NearestName.hint(key, among: known)
        let rest = hint.isEmpty ? "; it has " + known.joined(separator: ", ") : hint
        problem("unknown key '\(key)' in \(what)\(rest)", at: position)
    }

    func found(_ node: TOMLNode) -> String {
        if case .text(let text) = node.value { "'\(text)'" } else { node.kind }
    }
}
