import Foundation
import PseudoTerminals
import Testing

/// What `--ui auto` makes of a terminal, and what each kind of terminal gets to see.
@Suite struct MonitorTerminalTests {
    @Test(arguments: [["TERM": "dumb"], ["TERM": ""], ["TERM": "no-such-terminal"], ["CI": "true"]])
    func withoutAUsableScreenTheRunIsLines(environment: [String: String]) async throws {
        let end = try await WeirTerminal.run(["run", "shop.yaml"], ShopPlan.files, environment: environment)
        #expect(end.status == 0)
        #expect(end.screen.timesTaken == 0)
        #expect(end.shows("] START "))
        #expect(end.shows("shop succeeded: 5 steps in "))
    }

    @Test(arguments: [
        (["TERM": "dumb"], "cannot place its cursor"), (["TERM": ""], "TERM is not set"),
        (["TERM": "no-such-terminal"], "terminfo has no entry for TERM=no-such-terminal"),
    ])
    func theMonitorThatWasAskedForSaysWhatItLacks(environment: [String: String], reason: String) async throws {
        let end = try await WeirTerminal.run(
            ["run", "shop.yaml", "--ui", "tui"], ShopPlan.files, width: 200, environment: environment)
        #expect(end.status == 2)
        #expect(end.shows(reason))
        #expect(end.shows("--ui plain shows the run as lines"))
    }

    @Test func withoutUnicodeOnlyASCIIIsWritten() async throws {
        let end = try await WeirTerminal.run(["run", "shop.yaml"], ShopPlan.files, environment: ["LC_ALL": "C"]) {
            weir in
            try weir.terminal.wait(forText: " shop + succeeded 5/5 ")
            for key in "2345671" { weir.terminal.send(String(key)) }
            try weir.terminal.wait(forText: "sort")
            #expect(weir.terminal.bytes.allSatisfy { $0 < 0x80 })
            weir.terminal.send("q")
        }
        #expect(end.status == 0)
    }

    @Test(arguments: [false, true])
    func coloursAreLeftOutWhereTheUserWantsNone(wantsNone: Bool) async throws {
        let end = try await WeirTerminal.run(
            ["run", "shop.yaml"], ShopPlan.files, environment: wantsNone ? ["NO_COLOR": "1"] : [:]
        ) { weir in
            try weir.terminal.wait(forText: " succeeded ")
            weir.terminal.send("q")
        }
        #expect(end.bytes.haveColours == !wantsNone)
    }

    @Test func liveLinesStayBelowWhatIsFinishedAndGoAtTheEnd() async throws {
        let end = try await WeirTerminal.run(["run", "long.yaml", "--ui", "inline"], LongPlan.files) { weir in
            try weir.terminal.wait(for: "the live lines") { terminal in
                let lines = terminal.screen.lines
                return lines.contains { $0.contains("▶ running") && $0.contains("/1002") }
                    && lines.contains { $0.contains("] DONE  ") }
            }
            weir.terminal.send("\u{3}")
        }
        #expect(end.status == 130)
        #expect(end.isRestored)
        #expect(end.screen.timesTaken == 0)
        #expect(!end.shows("▶ running"))
        #expect(end.shows("long cancelled: "))
    }

    /// Names from a plan: wide, joined, combining, and with sequences that a terminal would execute.
    @Test func namesOfAnyCharactersKeepTheirColumnsAndAreNotExecuted() async throws {
        let files = [
            "names.csv": "x\n1\n2\n",
            "names.yaml": """
            sources:
              s: {csv: names.csv}
            outputs:
              all:
                features:
                  - {name: 東京の遅れ, options: {expression: "x + 1"}}
                  - {name: "👩‍🚀 flights", options: {expression: "x + 2"}}
                  - {name: "Zu\u{308}rich", options: {expression: "x + 3"}}
                  - {name: "bell \\u001B[31;7mred\\u0007", options: {expression: "x + 4"}}
            """,
        ]
        let end = try await WeirTerminal.run(["run", "names.yaml"], files, width: 100) { weir in
            try weir.terminal.wait(forText: " succeeded ")
            let bytes = weir.terminal.bytes
            #expect(!String(decoding: bytes, as: UTF8.self).contains("\u{1B}[31;7mred"))
            #expect(!bytes.contains(0x07) || !String(decoding: bytes, as: UTF8.self).contains("red\u{07}"))
            // Every step's line has its state in the same column of cells.
            let lines = weir.terminal.screen.lines.filter { $0.contains(" done ") }
            #expect(lines.count == 6)
            weir.terminal.send("q")
        }
        #expect(end.status == 0)
    }
}
