import Plan
import PseudoTerminals
import Testing

@testable import Terminal

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// How editors are told where to open a file, and the terminal while one has it.
@Suite struct EditorTests {
    private let place = SourcePosition(file: "plans/a b.yaml", line: 3, column: 74)

    @Test(arguments: [
        ("vi", ["+3", "./plans/a b.yaml"]), ("/usr/bin/vim -n", ["+call cursor(3,74)", "./plans/a b.yaml"]),
        ("emacs -nw", ["+3:74", "./plans/a b.yaml"]), ("nano", ["+3,74", "./plans/a b.yaml"]),
        ("code", ["--wait", "--goto", "./plans/a b.yaml:3:74"]), ("hx", ["./plans/a b.yaml:3:74"]),
        ("an-editor-of-my-own", ["+3", "./plans/a b.yaml"]),
    ])
    func eachEditorIsToldInItsOwnWay(command: String, arguments: [String]) {
        let editor = Editor(for: place) { $0 == "EDITOR" ? command : nil }
        #expect(editor.command == command && editor.arguments == arguments)
    }

    @Test func visualComesBeforeEditorAndViIsWhatThereAlwaysIs() {
        #expect(Editor(for: place) { ["VISUAL": "nano", "EDITOR": "vi"][$0] }.command == "nano")
        #expect(Editor(for: place) { ["VISUAL": " ", "EDITOR": "ed"][$0] }.command == "ed")
        #expect(Editor(for: place) { _ in nil }.command == "vi")
    }

    /// Runs the probe, has it open the editor, acts, and has it end.
    private func edit(
        with editor: String, _ body: @escaping @Sendable (PseudoTerminal) throws -> Void
    ) async throws -> (status: Int32, screen: ScreenReader, isRestored: Bool) {
        try await PseudoTerminal.onThread {
            let terminal = try PseudoTerminal(width: 60, height: 16)
            let before = terminal.modes
            try terminal.start(PseudoTerminal.builtProgram("TerminalProbe"), environment: ["EDITOR": editor])
            try terminal.wait(forText: "key none")
            terminal.send("E")
            try body(terminal)
            let status = try terminal.waitForEnd()
            return (status, terminal.screen, terminal.modes == before)
        }
    }

    @Test func theEditorHasTheTerminalAndGivesItBack() async throws {
        // Says what it was given, echoes a line as a terminal in its usual modes does, and ends.
        let script = #"read -r line; echo "got $line"; read -r line; true"#
        let end = try await edit(with: "echo editing; f() { echo \"at $1 $2\"; \(script); }; f") { terminal in
            try terminal.wait(forText: "at +7 ./some.file")
            #expect(!terminal.screen.isAlternate && !terminal.screen.isCursorHidden)
            terminal.send("qx\r")
            try terminal.wait(forText: "got qx")
            terminal.send("\r")
            // The application went on meanwhile, and the keys were not its own.
            try terminal.wait(forText: "key character(\"E\")")
            #expect(terminal.screen.isAlternate && terminal.screen.timesTaken == 2)
            terminal.send("q")
        }
        #expect(end.status == 0 && end.isRestored)
    }

    @Test func anEditorThatIsNotThereIsSaid() async throws {
        let end = try await edit(with: "no-such-editor") { terminal in
            try terminal.wait(forText: "stray the editor 'no-such-editor' ended with status 127")
            terminal.send("q")
        }
        #expect(end.status == 0 && end.isRestored)
    }

    /// What ends the program ends the editor, which would have the terminal for itself otherwise.
    @Test func theEndOfTheProgramEndsTheEditor() async throws {
        let script = "f() { trap 'echo hung up; exit' HUP; echo editing; while :; do read -r l; done; }; f"
        let end = try await edit(with: script) { terminal in
            try terminal.wait(forText: "editing")
            terminal.signal(SIGTERM)
            try terminal.wait(forText: "the end")
        }
        #expect(end.status == 143 && end.isRestored)
        #expect(end.screen.lines.contains("hung up"))
    }
}
