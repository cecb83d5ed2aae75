package import Themes

/// The themes that a monitor can show.
package struct ThemeShelf: Sendable {
    /// Those there are now. Reads folders.
    package var names: @Sendable () -> [String]
    /// A theme for a terminal of this depth. Reads files.
    package var load: @Sendable (String, ColorDepth) throws(ThemeError) -> Theme

    package init(
        names: @escaping @Sendable () -> [String],
        load: @escaping @Sendable (String, ColorDepth) throws(ThemeError) -> Theme
    ) {
        self.names = names
        self.load = load
    }
}
