import Foundation
import PseudoTerminals
import TestFolders
import Testing

/// The monitor over a run that is ended, stopped or killed from outside: the terminal is as it was, and nothing half written stays.
@Suite struct MonitorSignalTests {
    /// Runs the long plan, paused where asked, has the body end it, and looks at what is left.
    private func end(
        isPaused: Bool = true, files: @escaping @autoclosure @Sendable () -> [String] = LongPlan.names,
        _ body: @escaping @Sendable (PseudoTerminal) throws -> Void
    ) async throws -> WeirTerminal.End {
        try await PseudoTerminal.onThread {
            let weir = try WeirTerminal(LongPlan.files)
            if isPaused {
                try weir.startPausedRun()
            } else {
                try weir.start(["run", "long.yaml"])
                try weir.terminal.wait(forText: " running ")
            }
            try body(weir.terminal)
            let end = try weir.waitForEnd()
            #expect(weir.folder.files == files())
            return end
        }
    }

    @Test(arguments: [false, true])
    func ctrlCStopsGracefully(isPaused: Bool) async throws {
        let end = try await end(isPaused: isPaused) { $0.send("\u{3}") }
        #expect(end.status == 130)
        #expect(end.isRestored)
        #expect(end.shows("weir: long was stopped: "))
        #expect(end.shows("no output was written"))
        #expect(end.shows("long cancelled: "))
    }

    @Test func ctrlCTwiceEndsAtOnce() async throws {
        let end = try await end(isPaused: false) { $0.send("\u{3}\u{3}") }
        #expect(end.status == 130)
        #expect(end.isRestored)
    }

    @Test(arguments: [SIGTERM, SIGHUP])
    func otherSignalsStopGracefullyToo(signal: Int32) async throws {
        let end = try await end { $0.signal(signal) }
        #expect(end.status == 128 + signal)
        #expect(end.isRestored)
        #expect(end.shows("weir: long was stopped: "))
    }

    @Test func aSignalEndsTheMonitorOfAFinishedRun() async throws {
        let end = try await WeirTerminal.run(["run", "shop.yaml"], ShopPlan.files) { weir in
            try weir.terminal.wait(forText: " succeeded ")
            weir.terminal.send("\u{3}")
        }
        // The run has succeeded, whoever looks at it.
        #expect(end.status == 0)
        #expect(end.isRestored)
        #expect(end.shows("shop succeeded: 5 steps in "))
    }

    @Test func aSignalEndsARunThatIsHeld() async throws {
        let end = try await WeirTerminal.run(["run", "sales.yaml"], BadNumberPlan.files) { weir in
            try weir.terminal.wait(forText: " held")
            weir.terminal.signal(SIGTERM)
        }
        #expect(end.status == 128 + SIGTERM)
        #expect(end.isRestored)
        #expect(end.shows("sales.yaml:2:3: error: step 'read sales'"))
    }

    /// As a closed window does; with and without the signal that the system then sends.
    @Test(arguments: [#"exec "$@""#, #"trap '' HUP; exec "$@""#])
    func aTerminalThatVanishesEndsTheRun(script: String) async throws {
        let (status, files) = try await PseudoTerminal.onThread {
            let weir = try WeirTerminal(LongPlan.files)
            try weir.startPausedRun(script: script)
            weir.terminal.hangUp()
            return (try weir.terminal.waitForEnd(), weir.folder.files)
        }
        #expect(status == 128 + SIGHUP)
        #expect(files == LongPlan.names)
    }

    @Test func aTerminalThatVanishesEndsARunThatIsHeld() async throws {
        let (status, files) = try await PseudoTerminal.onThread {
            let weir = try WeirTerminal(BadNumberPlan.files)
            try weir.start(["run", "sales.yaml"])
            try weir.terminal.wait(forText: " held")
            weir.terminal.hangUp()
            return (try weir.terminal.waitForEnd(), weir.folder.files)
        }
        #expect(status == 128 + SIGHUP)
        #expect(files == ["sales.csv", "sales.yaml"])
    }

    @Test(arguments: ["plain", "inline"])
    func aTerminalThatVanishesEndsARunThatIsLines(interface: String) async throws {
        let (status, files) = try await PseudoTerminal.onThread {
            let weir = try WeirTerminal(LongPlan.files)
            try weir.start(["run", "long.yaml", "--ui", interface])
            try weir.terminal.wait(forText: "] DONE  ")
            weir.terminal.hangUp()
            return (try weir.terminal.waitForEnd(), weir.folder.files)
        }
        #expect(status == 128 + SIGHUP)
        #expect(files == LongPlan.names)
    }

    /// That nothing can be written any more may be seen before the signal is.
    @Test func aTerminalThatVanishesWithoutASignalEndsARunThatIsLines() async throws {
        let (status, files) = try await PseudoTerminal.onThread {
            let weir = try WeirTerminal(LongPlan.files)
            try weir.start(["run", "long.yaml", "--ui", "plain"], script: #"trap '' HUP; exec "$@""#)
            try weir.terminal.wait(forText: "] DONE  ")
            weir.terminal.hangUp()
            return (try weir.terminal.waitForEnd(), weir.folder.files)
        }
        #expect(status == 128 + SIGHUP)
        #expect(files == LongPlan.names)
    }

    @Test func suspendingGivesTheTerminalToTheShellAndFgComesBack() async throws {
        try await PseudoTerminal.onThread {
            let weir = try WeirTerminal(LongPlan.files)
            let terminal = weir.terminal
            try weir.startPausedRun(script: #"set -m; "$@"; echo stopped; read line; fg >/dev/null; echo status $?"#)
            terminal.send("\u{1A}")
            try terminal.wait(forText: "stopped")
            #expect(weir.hasModesBack)
            #expect(!terminal.screen.isAlternate)
            #expect(!terminal.screen.isCursorHidden)
            terminal.send("\r")
            try terminal.wait(for: "the screen again") { $0.screen.timesTaken == 2 }
            try terminal.wait(forText: " paused ")
            terminal.send("qy")
            try terminal.wait(forText: "status 1")
            let end = try weir.waitForEnd()
            #expect(end.status == 0)
            #expect(end.isRestored)
            #expect(end.shows("weir: long was stopped: "))
        }
    }

    @Test(arguments: [(SIGSEGV, "11 (SIGSEGV)"), (SIGABRT, "6 (SIGABRT)")] as [(Int32, String)])
    func aFatalSignalGivesTheTerminalBack(signal: Int32, name: String) async throws {
        let end = try await end(isPaused: false) { $0.signal(signal) }
        #expect(end.status == 128 + signal)
        #expect(end.isRestored)
        #expect(end.shows("weir: fatal signal \(name); the terminal was restored; the run did not finish"))
    }
}
