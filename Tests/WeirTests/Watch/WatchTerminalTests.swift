import Foundation
import PseudoTerminals
import TestFolders
import Testing

/// A watch on a terminal, as a person has it: save, diff, rerun, failure, fix.
@Suite struct WatchTerminalTests {
    private static let plan = """
        sources: {sales: {csv: sales.csv}}
        checks: [{feature: amount, max: 100}]
        outputs:
          doubled:
            features:
              - id
              - {name: twice, options: {expression: "amount * 2"}}
            to: out/a.csv

        """
    private static let files = [
        "sales.csv": "id,amount\n1,10\n2,20\n3,60\n", "a.yaml": plan,
        // Says where it was sent to, corrects the plan once a key is pressed, and goes.
        "editor.sh": "echo \"at $*\"\nread -r key\nsed -i.bak s/amont/amount/ a.yaml\nrm -f a.yaml.bak\n",
    ]

    @Test func aSessionOfSavesFailuresAndRepairs() async throws {
        let folder = try await PseudoTerminal.onThread {
            let weir = try WeirTerminal(Self.files, width: 100, height: 30)
            let (terminal, folder) = (weir.terminal, weir.folder)
            try weir.start(
                ["watch", ".", "--debounce", "20ms"],
                environment: ["EDITOR": "/bin/sh \(folder.path)/editor.sh"])
            try terminal.wait(forText: " plans ✔ a.yaml")
            try terminal.wait(forText: " a ✔ succeeded 4/4")

            // A save: what it changes, and the rerun with what did not change as before.
            try folder.write(Self.plan.replacing("* 2", with: "* 3"), to: "a.yaml")
            try terminal.wait(forText: "a.yaml  1 changed: twice; 1 follow")
            try terminal.wait(for: "the rerun") { terminal in
                let lines = terminal.screen.lines
                return lines.contains { $0.contains("read sales") && $0.contains("cached") }
                    && lines.contains { $0.contains(" ✔") && $0.contains("twice") && !$0.contains("cached") }
                    && lines[0].hasPrefix(" plans ✔ a.yaml")
            }
            #expect(try folder.text(of: "out/a.csv") == "id,twice\n1,30\n2,60\n3,180\n")

            // An invalid save: the last good run stays, the error stands above, and e leads to its line.
            try folder.write(Self.plan.replacing("amount * 2", with: "amont * 2"), to: "a.yaml")
            try terminal.wait(forText: " plans ! a.yaml")
            try terminal.wait(forText: "a.yaml:7:33: error: no source or group has a column 'amont'")
            // Below the error; the frame that shows it may come in pieces.
            try terminal.wait(forText: " a ✔ succeeded 4/4")
            terminal.send("e")
            try terminal.wait(forText: "at +7 ./a.yaml")
            #expect(!terminal.screen.isAlternate)
            terminal.send("x\r")
            try terminal.wait(for: "the watch again") { $0.screen.timesTaken == 2 && $0.screen.isAlternate }
            try terminal.wait(forText: " plans ✔ a.yaml")
            #expect(try folder.text(of: "out/a.csv") == "id,twice\n1,20\n2,40\n3,120\n")

            // A failure, and its repair in the data.
            try folder.write("id,amount\n1,10\n2,1000\n", to: "sales.csv")
            try terminal.wait(forText: " plans ✖ a.yaml")
            try terminal.wait(for: "the failure") { terminal in
                terminal.screen.lines.contains { $0.hasPrefix(" ✖ check ") && $0.contains("check failed") }
            }
            try folder.write("id,amount\n1,10\n2,50\n", to: "sales.csv")
            try terminal.wait(forText: " plans ✔ a.yaml")
            try terminal.wait(forText: " a ✔ succeeded 4/4")
            terminal.send("q")
            let end = try weir.waitForEnd()
            #expect(end.status == 0 && end.isRestored)
            return folder
        }
        #expect(try folder.text(of: "out/a.csv") == "id,twice\n1,20\n2,100\n")
    }

    @Test func aSavedThemeIsShownAndAnInvalidOneSaysWhere() async throws {
        try await PseudoTerminal.onThread {
            var files = Self.files
            files["config/weir/themes/mine.toml"] = "inherits = \"dark\"\n"
            let weir = try WeirTerminal(files, width: 100, height: 30)
            let (terminal, folder) = (weir.terminal, weir.folder)
            try weir.start(
                ["watch", ".", "--theme", "mine"], environment: ["XDG_CONFIG_HOME": folder.path + "/config"])
            try terminal.wait(forText: " a ✔ succeeded 4/4")
            try folder.write("inherits = \"drk\"\n", to: "config/weir/themes/mine.toml")
            try terminal.wait(
                forText: "theme: mine.toml:1:12: error: there is no theme 'drk' to inherit; did you mean 'dark'?")
            let before = terminal.bytes.count
            try folder.write(
                "inherits = \"dark\"\n[styles]\nheader = {mods = [\"underline\"]}\n", to: "config/weir/themes/mine.toml"
            )
            try terminal.wait(for: "the theme") { terminal in
                !terminal.screen.lines.contains { $0.contains("mine.toml") }
                    && Array(terminal.bytes[before...]).renditions.contains { $0.split(separator: ";").contains("4") }
            }
            terminal.send("q")
            #expect(try weir.waitForEnd().isRestored)
        }
    }

    @Test func ctrlCIsTheEditorsWhileThatHasTheTerminal() async throws {
        try await PseudoTerminal.onThread {
            let weir = try WeirTerminal(Self.files, width: 100, height: 30)
            let terminal = weir.terminal
            try weir.start(
                ["watch", "."], environment: ["EDITOR": "trap 'echo interrupted; exit' INT; echo here; read -r x; :"])
            try terminal.wait(forText: " a ✔ succeeded 4/4")
            terminal.send("e")
            try terminal.wait(forText: "here")
            terminal.send("\u{3}")
            try terminal.wait(for: "the watch again") { $0.screen.timesTaken == 2 && $0.screen.isAlternate }
            try terminal.wait(forText: " a ✔ succeeded 4/4")
            terminal.send("q")
            let end = try weir.waitForEnd()
            #expect(end.status == 0 && end.isRestored)
        }
    }
}
