import PseudoTerminals
import Testing

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The probe on a terminal: however it ends, the terminal is as it was.
struct EndingTests {
    private static let probe = PseudoTerminal.builtProgram("TerminalProbe")

    private struct End {
        var status: Int32
        var hasModesBack: Bool
        var hadModesChanged: Bool
        var screen: ScreenReader
        var lines: [String] { screen.lines.filter { !$0.isEmpty } }

        /// What a terminal that was given back is like.
        var isRestored: Bool {
            hadModesChanged && hasModesBack && !screen.isAlternate && !screen.isCursorHidden
                && screen.modes.isDisjoint(with: [1, 1000, 1002, 1003, 1006, 2026])
        }
    }

    /// Runs the probe with the mouse taken and progress shown, has the body end it, and looks at what is left.
    private func end(
        environment: [String: String] = [:], _ body: @escaping @Sendable (PseudoTerminal) throws -> Void
    ) async throws -> End {
        try await PseudoTerminal.onThread {
            let terminal = try PseudoTerminal(width: 80, height: 24)
            let before = terminal.modes
            try terminal.start(Self.probe, environment: environment)
            try terminal.wait(forText: "size")
            terminal.send("mg")
            try terminal.wait(for: "the mouse and progress") {
                $0.screen.modes.contains(1000) && $0.screen.commands.contains("9;4;1;40")
            }
            let during = terminal.modes
            try body(terminal)
            try terminal.waitForEnd()
            return End(
                status: terminal.status ?? -1, hasModesBack: terminal.modes == before,
                hadModesChanged: during != before, screen: terminal.screen)
        }
    }

    @Test func quitting() async throws {
        let end = try await end { $0.send("q") }
        #expect(end.status == 0)
        #expect(end.isRestored)
        #expect(end.lines == ["the end"])
        #expect(end.screen.commands.last == "9;4;0")
    }

    @Test func aSignalThatIsHandledElsewhere() async throws {
        let end = try await end { $0.signal(SIGTERM) }
        #expect(end.status == 143)
        #expect(end.isRestored)
    }

    @Test(arguments: [
        ("c", SIGSEGV, "11 (SIGSEGV)"), ("a", SIGABRT, "6 (SIGABRT)"), ("\u{1C}", SIGQUIT, "3 (SIGQUIT)"),
    ])
    func fatalSignals(_ key: String, _ signal: Int32, _ name: String) async throws {
        let end = try await end { $0.send(key) }
        #expect(end.status == 128 + signal)
        #expect(end.isRestored)
        // The terminal is 80 cells wide.
        #expect(end.lines.joined() == "weir: fatal signal \(name); the terminal was restored; the run did not finish")
        #expect(end.screen.commands.last == "9;4;0")
    }

    @Test func aTrapSaysWhy() async throws {
        let end = try await end { $0.send("t") }
        #expect([128 + SIGILL, 128 + SIGTRAP].contains(end.status))
        #expect(end.isRestored)
        #expect(end.lines.first?.contains("Fatal error: as asked") == true)
        #expect(end.lines.contains { $0.hasPrefix("weir: fatal signal") })
    }

    @Test(arguments: [("x", 7), ("X", 9)] as [(String, Int32)])
    func leavingTheProcessWhileTheScreenIsOpen(_ key: String, _ status: Int32) async throws {
        let end = try await end { $0.send(key) }
        #expect(end.status == status)
        #expect(end.isRestored)
    }

    @Test func whatWasPrintedWithoutALineEndIsNotOnTheScreen() async throws {
        let end = try await end { $0.send("eq") }
        #expect(end.status == 0)
        #expect(end.lines == ["the end"])
    }

    @Test func suspendingGivesTheTerminalToTheShellAndTakesItAgain() async throws {
        let (isSane, status, timesTaken, line) = try await PseudoTerminal.onThread {
            let terminal = try PseudoTerminal(width: 80, height: 24)
            // A shell that controls jobs, which the system asks for before it stops anything.
            try terminal.start(
                "/bin/sh", ["-c", #"set -m; "$0"; echo stopped; read line; fg; echo status $?"#, Self.probe])
            try terminal.wait(forText: "size")
            let before = terminal.modes
            terminal.send("+")
            try terminal.wait(forText: "count 1")
            terminal.send("\u{1A}")
            try terminal.wait(forText: "stopped")
            let isSane = terminal.modes != before && !terminal.screen.isAlternate && !terminal.screen.isCursorHidden
            // The window changes while nobody tells the program.
            terminal.resize(width: 60, height: 12)
            terminal.send("\r")
            try terminal.wait(forText: "size 60x12")
            try terminal.wait(forText: "count 1")
            let isBack = terminal.modes == before
            let line = terminal.screen.lines[3]
            terminal.send("q")
            try terminal.wait(forText: "status 0")
            return (isSane && isBack, try terminal.waitForEnd(), terminal.screen.timesTaken, line)
        }
        #expect(isSane)
        #expect(status == 0)
        #expect(timesTaken == 2)
        #expect(line == " count 1")
    }

    @Test(arguments: ["\u{1A}", "z"])
    func withoutAShellToContinueItTheProgramGoesOn(_ key: String) async throws {
        let (status, timesTaken) = try await PseudoTerminal.onThread {
            let terminal = try PseudoTerminal(width: 80, height: 24)
            try terminal.start(Self.probe)
            try terminal.wait(forText: "size")
            terminal.send(key)
            try terminal.wait(for: "the screen again") { $0.screen.timesTaken == 2 }
            try terminal.wait(forText: "size")
            terminal.send("q")
            return (try terminal.waitForEnd(), terminal.screen.timesTaken)
        }
        #expect(status == 0)
        #expect(timesTaken == 2)
    }

    @Test func stoppedAndContinuedFromOutsideItDrawsAnew() async throws {
        let status = try await PseudoTerminal.onThread {
            let terminal = try PseudoTerminal(width: 80, height: 24)
            try terminal.start(Self.probe)
            try terminal.wait(forText: "size")
            terminal.signal(SIGSTOP)
            terminal.signal(SIGCONT)
            try terminal.wait(for: "the screen again") { $0.screen.timesTaken == 2 }
            try terminal.wait(forText: "size")
            terminal.send("q")
            return try terminal.waitForEnd()
        }
        #expect(status == 0)
    }

    @Test func aTerminalThatVanishesEndsIt() async throws {
        let status = try await PseudoTerminal.onThread {
            let terminal = try PseudoTerminal(width: 80, height: 24)
            // Without SIGHUP, so that the terminal alone can tell.
            try terminal.start(Self.probe, ["deaf"], errors: "/dev/null")
            try terminal.wait(forText: "size")
            terminal.hangUp()
            return try terminal.waitForEnd()
        }
        #expect(status == 4)
    }

    @Test(arguments: [
        ("dumb", "a terminal of the kind TERM=dumb cannot place its cursor or clear it all"),
        ("no-such", "terminfo has no entry for TERM=no-such; try TERM=xterm-256color"),
        ("", "TERM is not set: it names the kind of terminal, as in TERM=xterm-256color"),
    ])
    func aTerminalThatCannotShowAScreenIsRefused(_ name: String, _ reason: String) async throws {
        let (status, lines, hasModes) = try await PseudoTerminal.onThread {
            let terminal = try PseudoTerminal(width: 120, height: 24)
            let before = terminal.modes
            try terminal.start(Self.probe, environment: ["TERM": name])
            let status = try terminal.waitForEnd()
            return (status, terminal.screen.lines.filter { !$0.isEmpty }, terminal.modes == before)
        }
        #expect(status == 3)
        #expect(lines == ["no screen: \(reason)"])
        #expect(hasModes)
    }

    @Test func standardErrorThatWasSentElsewhereStaysThere() async throws {
        let status = try await PseudoTerminal.onThread {
            let terminal = try PseudoTerminal(width: 80, height: 24)
            try terminal.start(Self.probe, errors: "/dev/null")
            try terminal.wait(forText: "size")
            terminal.send("ep")
            try terminal.wait(forText: "stray printed")
            terminal.send("q")
            return try terminal.waitForEnd()
        }
        #expect(status == 0)
    }
}
