extension ThemeKey {
    /// Keys whose values a value may fall back to, from the key itself on: its dots are taken off one by one, and last comes `text`.
    var lineage: [ThemeKey] {
        var keys = [self]
        var name = rawValue[...]
        while let dot = name.lastIndex(of: ".") {
            name = name[..<dot]
            if let key = ThemeKey(rawValue: String(name)) { keys.append(key) }
        }
        if self != .text && keys.last != .text { keys.append(.text) }
        return keys
    }

    /// Whether the style is laid over text that has a style already, which keeps the colours that this one does not give. Such a
    /// style has no colours from `text`.
    package var isOverlay: Bool {
        switch self {
        case .selection, .match, .timelineCursor: true
        default: false
        }
    }
}
