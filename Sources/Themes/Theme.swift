/// A theme resolved for a terminal: a style for every key.
package struct Theme: Sendable, Hashable {
    package let name: String
    private let styles: [Style]

    /// - Parameter style: of each key.
    package init(name: String, style: (ThemeKey) -> Style) {
        self.name = name
        styles = ThemeKey.allCases.map(style)
    }

    package subscript(key: ThemeKey) -> Style { styles[key.place] }

    /// Needs no file and no colour: emphasis by weight alone.
    package static let plain = Theme(name: "plain") { key in
        switch key {
        case .selection, .tabActive, .timelineCursor: Style(modifiers: .reverse)
        case .match: Style(modifiers: .underline)
        case .title, .header, .textStrong, .stepRunning, .stepFailed, .error, .critical, .footerKey, .tableHeader,
            .workerDead:
            Style(modifiers: .bold)
        case .textMuted, .headerMuted, .stepWaiting, .stepSkipped, .dataAbsent, .dataDropped, .border, .workerIdle,
            .logTime,
            .tableNull, .progressRest:
            Style(modifiers: .dim)
        default: .plain
        }
    }
}

extension ThemeKey {
    /// Among `allCases`.
    fileprivate var place: Int { Self.places[self] ?? 0 }

    private static let places = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })
}
