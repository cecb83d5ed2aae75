import Events
import Monitor
import Plan

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// While the user's editor has the terminal, the loop goes on without a screen.
extension TerminalLoop {
    func edit(_ place: SourcePosition) {
        guard editor == nil, screen.state == .shown else { return }
        let command = Editor(for: place) { name in getenv(name).flatMap { String(validatingCString: $0) } }
        screen.leave()
        do throws(TerminalError) {
            let started = try EditorProcess(command, output: screen.stray.output, errors: screen.stray.errors)
            editor = started
            polled[Source.editor.rawValue].fd = started.end
            session.isLent = true
        } catch {
            screen.takeAgain()
            application.effectFailed(error.description, at: MonotonicTime.now)
        }
    }

    func editorEnded() {
        guard let ended = editor else { return }
        editor = nil
        polled[Source.editor.rawValue].fd = -1
        let problem = ended.finish()
        session.isLent = false
        screen.takeAgain()
        pacer.hurry()
        if let problem { application.effectFailed(problem, at: MonotonicTime.now) }
    }
}
