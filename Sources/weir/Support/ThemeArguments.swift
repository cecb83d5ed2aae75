import ArgumentParser
import Monitor
import Plan
import Themes

/// The options of every command that shows the monitor.
struct ThemeArguments: ParsableArguments {
    @Option(help: ArgumentHelp("The monitor's theme; 'weir themes' lists them.", valueName: "name"))
    var theme: String?

    @OptionGroup var folders: ThemesOptions

    /// The theme to begin with, and those to choose from. A name on the command line must be one; what the user's configuration
    /// names is told where it is none, and the default is taken.
    func choice(configured: String?) throws -> ThemeChoice {
        let library = try folders.library()
        if let theme {
            _ = try library.styles(of: library.entry(named: theme))
        } else if let configured {
            do throws(ThemeError) {
                _ = try library.styles(of: library.entry(named: configured))
            } catch {
                Diagnostics.report(error.diagnostics, title: "theme")
                return ThemeChoice(name: ThemeLibrary.defaultName, library: library)
            }
        }
        return ThemeChoice(name: theme ?? configured ?? ThemeLibrary.defaultName, library: library)
    }
}

/// A theme by name, and the others.
struct ThemeChoice {
    var name: String
    var library: ThemeLibrary

    var shelf: ThemeShelf {
        ThemeShelf(
            names: { library.entries().map(\.name) },
            load: { name, depth throws(ThemeError) in try library.theme(named: name, at: depth) })
    }
}
