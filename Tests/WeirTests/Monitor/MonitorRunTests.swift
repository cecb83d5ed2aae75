import PseudoTerminals
import TestFolders
import Testing

/// The monitor over a real run, from the first key to what is left in the shell.
@Suite struct MonitorRunTests {
    /// What only one pane says, in the order of their keys.
    private static let panes = [
        "sort", "hjkl move", "time cursor", "its step's log", "producing step", "following", "outputs",
    ]

    @Test func aRunOnATerminalOpensTheMonitorAndLeavesItsSummary() async throws {
        let folder = try await PseudoTerminal.onThread {
            let weir = try WeirTerminal(ShopPlan.files)
            let terminal = weir.terminal
            try weir.start(["run", "shop.yaml"])
            try terminal.wait(forText: " shop ✔ succeeded 5/5 ")
            #expect(terminal.screen.isAlternate)
            #expect(terminal.screen.isCursorHidden)
            #expect(!weir.hasModesBack)
            for (index, text) in Self.panes.enumerated().reversed() {
                terminal.send("\(index + 1)")
                try terminal.wait(forText: text)
            }
            terminal.send("q")
            let end = try weir.waitForEnd()
            #expect(end.status == 0)
            #expect(end.isRestored)
            #expect(end.screen.timesTaken == 1)
            #expect(end.lines.first == "towns: 3 rows, 3 columns")
            #expect(end.lines.contains(" Chur   │           6 │     1"))
            #expect(end.lines.contains { $0.hasPrefix("shop succeeded: 5 steps in ") })
            #expect(end.lines.contains { $0.hasPrefix("  wrote out/filled.csv  4 rows ") })
            return weir.folder
        }
        #expect(try folder.text(of: "out/filled.csv") == ShopPlan.filled)
    }

    @Test func theScreenFollowsTheWindowWhileARunGoesOn() async throws {
        try await PseudoTerminal.onThread {
            let weir = try WeirTerminal(LongPlan.files)
            let terminal = weir.terminal
            try weir.startPausedRun()
            for (width, height) in [(40, 10), (20, 5), (1, 1), (200, 60), (80, 24)] {
                let frames = terminal.screen.frames
                terminal.resize(width: width, height: height)
                try terminal.wait(for: "a frame of \(width) by \(height)") { terminal in
                    let lines = terminal.screen.lines
                    // A single cell is blank.
                    guard height > 1 else { return terminal.screen.frames > frames }
                    return lines[0].contains("paus") && lines[height - 1].contains("resume")
                }
                if width == 200 { #expect(terminal.screen.lines[0].count > 80) }
            }
            terminal.send("qy")
            let end = try weir.waitForEnd()
            #expect(end.status == 1)
            #expect(end.isRestored)
            #expect(end.shows("weir: long was stopped: "))
            #expect(end.shows("no output was written"))
            #expect(weir.folder.files == LongPlan.names)
        }
    }

    @Test func aFailureIsHeldUntilItsCauseIsRepairedAndRetried() async throws {
        let folder = try await PseudoTerminal.onThread {
            let weir = try WeirTerminal(BadNumberPlan.files)
            try Self.waitForFailure(weir)
            try weir.folder.write("town,amount\nBern,1\n", to: "sales.csv")
            weir.terminal.send("r")
            try weir.terminal.wait(forText: "Retry “read sales”?")
            weir.terminal.send("y")
            try weir.terminal.wait(forText: " sales ✔ succeeded 2/2 ")
            weir.terminal.send("q")
            let end = try weir.waitForEnd()
            #expect(end.status == 0)
            #expect(end.isRestored)
            #expect(end.lines.contains { $0.hasPrefix("sales succeeded: 2 steps in ") })
            #expect(try weir.folder.text(of: "errors") == "")
            return weir.folder
        }
        #expect(try folder.text(of: "out/all.csv") == "town,amount\nBern,1\n")
    }

    @Test func aFailureThatIsAcceptedIsSaidWhereTheShellGoesOn() async throws {
        try await PseudoTerminal.onThread {
            let weir = try WeirTerminal(BadNumberPlan.files)
            try Self.waitForFailure(weir)
            weir.terminal.send("q")
            try weir.terminal.wait(forText: "The run is held")
            weir.terminal.send("y")
            let end = try weir.waitForEnd()
            #expect(end.status == 1)
            #expect(end.isRestored)
            #expect(end.lines.contains { $0.hasPrefix("sales failed: 0 of 2 steps, 1 failed, 1 skipped in ") })
            let errors = try weir.folder.text(of: "errors")
            #expect(errors.hasPrefix("sales.yaml:2:3: error: step 'read sales' ("))
            #expect(weir.folder.files == ["errors", "sales.csv", "sales.yaml"])
        }
    }

    private static func waitForFailure(_ weir: WeirTerminal) throws {
        try weir.start(["run", "sales.yaml"], errors: "errors")
        try weir.terminal.wait(forText: " held")
        try weir.terminal.wait(for: "the banner") { terminal in
            terminal.screen.lines.contains { $0.hasPrefix(" ✖ read sales: ") && $0.contains("sales.csv") }
        }
    }
}
