import ArgumentParser
import Plan
import Themes

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

struct ThemesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "themes",
        abstract: "List, show and check the monitor's themes.",
        discussion: """
            A theme is a file NAME.toml in the folder of --themes-dir, in $XDG_CONFIG_HOME/weir/themes (by default \
            ~/.config/weir/themes), or among those that come with weir; the first of a name counts. 'theme: NAME' in \
            config.yaml chooses one.
            """,
        subcommands: [ListThemes.self, ShowTheme.self, CheckThemes.self],
        defaultSubcommand: ListThemes.self)
}

/// Where themes are looked for.
struct ThemesOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("A folder of themes to search before the others.", valueName: "dir"),
        completion: .directory)
    var themesDir: String?

    /// - Throws: that the folder given is none.
    func library() throws(CommandFailure) -> ThemeLibrary {
        if let themesDir, !BundledFiles.isFolder(themesDir) {
            throw CommandFailure("--themes-dir: there is no folder '\(themesDir)'")
        }
        return ThemeLibrary(
            option: themesDir, environment: ProcessInfo.processInfo.environment,
            bundled: BundledFiles.folder("themes"))
    }

    /// The name of the theme that the user's configuration chooses.
    static func configured() throws(PlanError) -> String {
        try UserConfiguration.load(environment: ProcessInfo.processInfo.environment).theme ?? ThemeLibrary.defaultName
    }
}

struct ListThemes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the themes; a star marks the one in use.")

    @OptionGroup var options: ThemesOptions

    func run() throws {
        let choices = try options.library().choices()
        try TextSink.output.write(ThemeText.list(choices, inUse: try ThemesOptions.configured()))
        for case .failure(let error) in choices.map(\.styles) { Diagnostics.report(error.diagnostics, title: "theme") }
    }
}

struct ShowTheme: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show what each key of a theme comes to, on this terminal.")

    @Argument(help: "A theme; the one in use if it is left out.")
    var name: String?

    @Option(help: "As with this many colours: mono, ansi16 or indexed256; as the terminal has if it is left out.")
    var depth: ColorDepth?

    @OptionGroup var options: ThemesOptions

    func run() throws {
        let library = try options.library()
        let entry = try library.entry(named: name ?? ThemesOptions.configured())
        let styles = try library.styles(of: entry)
        let depth = depth ?? Console.colorDepth(of: STDOUT_FILENO) ?? .indexed256
        try TextSink.output.write(
            ThemeText.page(styles, of: entry, at: depth, isPainted: Console.isTerminal(STDOUT_FILENO)))
    }
}

extension ColorDepth: ExpressibleByArgument {}
