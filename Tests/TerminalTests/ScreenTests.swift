import PseudoTerminals
import Testing

/// The probe on a terminal: what is shown.
struct ScreenTests {
    private static let probe = PseudoTerminal.builtProgram("TerminalProbe")

    /// Runs the probe until the body is done, and then quits it.
    private func onTerminal<Value: Sendable>(
        width: Int = 80, height: Int = 24, environment: [String: String] = [:],
        _ body: @escaping @Sendable (PseudoTerminal) throws -> Value
    ) async throws -> Value {
        try await PseudoTerminal.onThread {
            let terminal = try PseudoTerminal(width: width, height: height)
            try terminal.start(Self.probe, environment: environment)
            try terminal.wait(forText: "size \(width)x\(height)")
            let value = try body(terminal)
            terminal.send("q")
            try terminal.waitForEnd()
            return value
        }
    }

    @Test func wideAndCombiningTextStandsWhereItShould() async throws {
        let lines = try await onTerminal { $0.screen.lines }
        #expect(lines[0] == String(repeating: "─", count: 80))
        #expect(
            lines[1...9] == [
                " size 80x24 indexed256", " key none", " count 0", " stray none", " wide 日本語 한국 |",
                " marks e\u{301}n\u{303} Ωμέγα |", " emoji 🙂👩👩👧 ⏸ |", lines[8], " ████████████████",
            ])
        // Characters that the C library's table lacks are replaced, so that what comes after them stands where it should.
        #expect(lines[8].hasSuffix("|") && lines[8].contains("?"))
        #expect(lines[23] == String(repeating: "─", count: 80))
    }

    @Test func aWideCharacterGivesWayToNarrowOnes() async throws {
        let lines = try await onTerminal { terminal in
            terminal.send("s")
            try terminal.wait(forText: "wide a日本語한국 |")
            terminal.send("s")
            try terminal.wait(forText: "wide 日本語 한국 |")
            return terminal.screen.lines
        }
        #expect(lines[5] == " wide 日本語 한국 |")
    }

    @Test func theScreenFollowsTheWindow() async throws {
        let sizes = try await onTerminal { terminal in
            var sizes: [String] = []
            for (width, height) in [(20, 5), (200, 60), (1, 1), (40, 10), (80, 24)] {
                let frames = terminal.screen.frames
                terminal.resize(width: width, height: height)
                try terminal.wait(for: "a frame") {
                    width > 1 ? $0.screen.lines[1].contains("x\(height)") : $0.screen.frames > frames
                }
                if width > 1 { sizes.append(terminal.screen.lines[1]) }
            }
            return sizes
        }
        #expect(
            sizes == [
                " size 20x5 indexed2…", " size 200x60 indexed256", " size 40x10 indexed256", " size 80x24 indexed256",
            ])
    }

    @Test func nothingIsWrittenForAFrameThatIsTheSame() async throws {
        let bytes = try await onTerminal { terminal in
            terminal.send("+")
            try terminal.wait(forText: "count 1")
            try terminal.wait(for: "the end of the frame") { !$0.screen.modes.contains(2026) }
            let before = terminal.bytes.count
            // Draws the same again, and says when it has.
            terminal.send("i")
            try terminal.wait(for: "the notice") { $0.screen.commands.contains("9;drawn") }
            return Array(terminal.bytes[before...])
        }
        #expect(bytes == Array("\u{1B}]9;drawn\u{7}\u{7}".utf8))
    }

    @Test func aFrameWritesWhatChanged() async throws {
        let bytes = try await onTerminal { terminal in
            terminal.send("+")
            try terminal.wait(forText: "count 1")
            try terminal.wait(for: "the end of the frame") { !$0.screen.modes.contains(2026) }
            let before = terminal.bytes.count
            terminal.send("+")
            try terminal.wait(forText: "count 2")
            try terminal.wait(for: "the end of the frame") { !$0.screen.modes.contains(2026) }
            return terminal.bytes.count - before
        }
        #expect(bytes < 40)
    }

    @Test func anotherThreadWakesTheTerminal() async throws {
        let lines = try await onTerminal { terminal in
            terminal.send("w")
            try terminal.wait(forText: "count 1")
            return terminal.screen.lines
        }
        #expect(lines[3] == " count 1")
    }

    @Test func noWakeIsLostAmongMany() async throws {
        let lines = try await onTerminal { terminal in
            terminal.send("W")
            try terminal.wait(forText: "count 10000")
            return terminal.screen.lines
        }
        #expect(lines[3] == " count 10000")
    }

    @Test(arguments: [
        ("\u{1B}OA", "up"), ("\u{1B}OB", "down"), ("\u{1B}OC", "right"), ("\u{1B}OD", "left"), ("\u{1B}[5~", "pageUp"),
        ("\u{1B}[6~", "pageDown"), ("\u{1B}OH", "home"), ("\u{1B}OF", "end"), ("\u{1B}[3~", "delete"),
        ("\u{1B}[Z", "backTab"), ("\u{1B}OP", "function(1)"), ("\u{1B}[15~", "function(5)"), ("\u{1B}", "escape"),
        ("\r", "enter"), ("\t", "tab"), ("\u{7F}", "backspace"), ("\u{13}", #"control("s")"#),
        ("\u{16}", #"control("v")"#), ("é", #"character("é")"#), ("日", #"character("日")"#),
        // A bracketed paste, and a key that terminfo lacks: not taken for typing.
        ("\u{1B}[200~k\u{1B}[201~", #"character("k")"#), ("k\u{1B}[99;9u", #"character("k")"#),
    ])
    func keys(_ typed: String, _ shown: String) async throws {
        let line = try await onTerminal { terminal in
            terminal.send(typed)
            try terminal.wait(forText: " key \(shown)")
            return terminal.screen.lines[2]
        }
        #expect(line == " key \(shown)")
    }

    @Test func theMouseIsTakenAndGivenBack() async throws {
        let (isTaken, isGivenBack) = try await onTerminal { terminal in
            terminal.send("m")
            try terminal.wait(for: "the mouse") { $0.screen.modes.contains(1000) }
            terminal.send("\u{1B}[<0;5;3M\u{1B}[<0;5;3m")
            try terminal.wait(forText: "key press 4,2")
            terminal.send("\u{1B}[<65;5;3M")
            try terminal.wait(forText: "key scrollDown 4,2")
            let isTaken = terminal.screen.modes.contains(1006)
            terminal.send("M")
            try terminal.wait(for: "no mouse") { !$0.screen.modes.contains(1000) }
            return (isTaken, !terminal.screen.modes.contains(1006))
        }
        #expect(isTaken && isGivenBack)
    }

    @Test func theClipboardAndProgressAreTold() async throws {
        let commands = try await PseudoTerminal.onThread {
            let terminal = try PseudoTerminal(width: 80, height: 24)
            try terminal.start(Self.probe)
            try terminal.wait(forText: "size")
            terminal.send("yg")
            try terminal.wait(for: "progress") { $0.screen.commands.contains("9;4;1;40") }
            terminal.send("q")
            try terminal.waitForEnd()
            return terminal.screen.commands
        }
        // Taken off at the end.
        #expect(commands == ["52;c;Y29waWVk", "9;4;1;40", "9;4;0"])
    }

    @Test func withoutUnicodeOnlyAsciiIsWritten() async throws {
        let (lines, bytes) = try await onTerminal(environment: ["LC_ALL": "C"]) { ($0.screen.lines, $0.bytes) }
        #expect(bytes.allSatisfy { $0 < 0x80 })
        #expect(lines[0] == String(repeating: "-", count: 80))
        #expect(lines[5] == " wide ?????? ???? |")
    }

    @Test(arguments: [
        (["NO_COLOR": "1"], "mono"), (["NO_COLOR": ""], "indexed256"), (["TERM": "linux"], "ansi16"),
        (["TERM": "vt100"], "mono"),
    ])
    func colours(_ environment: [String: String], _ depth: String) async throws {
        let line = try await onTerminal(environment: environment) { $0.screen.lines[1] }
        #expect(line == " size 80x24 \(depth)")
    }

    @Test func whatTheProgramPrintsDoesNotReachTheScreen() async throws {
        let bytes = try await onTerminal { terminal in
            terminal.send("p")
            try terminal.wait(forText: "stray printed")
            return terminal.bytes
        }
        // Once, as the application draws it, and not as a line of its own.
        #expect(!String(decoding: bytes, as: UTF8.self).contains("printed\r\n"))
    }
}
