import Monitor
import Plan

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What is said about plans and themes that cannot be used, or only with care.
enum Diagnostics {
    /// Writes each as `file:line:column: error: …` to the error stream; in GitHub Actions also as an annotation.
    ///
    /// - Parameter title: what they are about.
    static func report(_ diagnostics: [Diagnostic], title: String = "plan") {
        guard !diagnostics.isEmpty else { return }
        let paint = Paint(isOn: Console.hasColour(STDERR_FILENO))
        TextSink.errors.tryWrite(diagnostics.map { painted($0, paint) + "\n" }.joined())
        guard Console.isGitHubActions else { return }
        let annotations = GitHubAnnotations(folder: GitHubEnvironment.folder)
        TextSink.output.tryWrite(
            diagnostics.map { diagnostic in
                annotations.command(
                    diagnostic.severity.rawValue, at: diagnostic.position?.description, title: title,
                    diagnostic.message)
            }.joined())
    }

    private static func painted(_ diagnostic: Diagnostic, _ paint: Paint) -> String {
        let text = diagnostic.description
        guard paint.isOn else { return text }
        let word = diagnostic.severity.rawValue + ":"
        return text.replacing(
            word, with: paint(word, diagnostic.severity == .error ? .red : .yellow), maxReplacements: 1)
    }
}
