import Monitor
import Testing
import Themes

@testable import Terminal

struct TerminalSequenceTests {
    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    /// The vectors of RFC 4648.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func base64(_ text: String, _ expected: String) {
        #expect(TerminalSequence.base64(Array(text.utf8)) == expected)
    }

    @Test func theClipboardIsSet() {
        #expect(text(TerminalSequence.copy("foobar")) == "\u{1B}]52;c;Zm9vYmFy\u{7}")
    }

    @Test func aLongCopyIsCutBetweenCharacters() {
        let long = String(repeating: "é", count: 50_000)
        #expect(TerminalSequence.copy(long).count == "\u{1B}]52;c;\u{7}".utf8.count + 74_994 / 3 * 4)
        let odd = "a" + long
        #expect(text(TerminalSequence.copy(odd)).hasSuffix("w6k=\u{7}"))
    }

    @Test func progress() {
        #expect(text(TerminalSequence.progress(.running(percent: 40))) == "\u{1B}]9;4;1;40\u{7}")
        #expect(text(TerminalSequence.progress(.failed(percent: 140))) == "\u{1B}]9;4;2;100\u{7}")
        #expect(text(TerminalSequence.progress(.paused(percent: -1))) == "\u{1B}]9;4;4;0\u{7}")
        #expect(text(TerminalSequence.progress(nil)) == "\u{1B}]9;4;0\u{7}")
    }

    @Test func aNotificationRingsTheBell() {
        #expect(text(TerminalSequence.notify("done")) == "\u{1B}]9;done\u{7}\u{7}")
    }

    @Test func aNotificationIsNeverAnotherCommand() {
        #expect(text(TerminalSequence.notify("4;1;50")) == "\u{1B}]9;weir: 4;1;50\u{7}\u{7}")
        let bytes = TerminalSequence.notify("a\u{7}\u{1B}]52;c;x\u{7}\u{9C}")
        #expect(bytes.dropFirst().dropLast(2).allSatisfy { $0 >= 0x20 })
    }

    @Test func coloursByTerminfoAndNoColor() {
        #expect(TerminalTraits.depth(colors: 256, noColor: nil) == .indexed256)
        #expect(TerminalTraits.depth(colors: 88, noColor: "") == .ansi16)
        #expect(TerminalTraits.depth(colors: 8, noColor: nil) == .ansi16)
        #expect(TerminalTraits.depth(colors: 0, noColor: nil) == .mono)
        #expect(TerminalTraits.depth(colors: 256, noColor: "1") == .mono)
    }
}
