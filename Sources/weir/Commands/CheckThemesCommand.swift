import ArgumentParser
import Themes

struct CheckThemes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Look for mistakes in themes, and for text that is hard to read.",
        discussion: """
            Resolves every key and measures the contrast of every text whose two colours are the theme's own: at least 4.5:1 \
            (WCAG 2.1). Reports every error of every file as file:line:column: error: …
            """)

    @Argument(
        help: ArgumentHelp("Themes by name, and files that end in .toml; all themes if left out.", valueName: "theme"),
        completion: .file(extensions: ["toml"]))
    var themes: [String] = []

    @OptionGroup var options: ThemesOptions

    func run() throws {
        let library = try options.library()
        var isGood = true
        for theme in themes.isEmpty ? library.entries().map(\.name) : themes {
            switch Self.check(theme, in: library) {
            case .success(let check):
                Diagnostics.report(check.problems, title: "theme")
                if check.isPassed { try TextSink.output.write(ThemeText.verdict(on: check, of: theme)) }
                isGood = isGood && check.isPassed
            case .failure(let error):
                Diagnostics.report(error.diagnostics, title: "theme")
                isGood = false
            }
        }
        if !isGood { throw ExitStatus.failed }
    }

    private static func check(_ theme: String, in library: ThemeLibrary) -> Result<ThemeCheck, ThemeError> {
        Result { () throws(ThemeError) in
            let isFile = theme.hasSuffix(".toml") || theme.contains("/")
            return ThemeCheck(
                try isFile ? library.styles(file: theme) : library.styles(of: library.entry(named: theme)))
        }
    }
}
