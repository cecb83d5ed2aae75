import Monitor

/// What is said to the terminal beside the screen, as operating system commands (`ESC ]`).
enum TerminalSequence {
    /// Bytes of text that are copied at most: what xterm and others take in one sequence, once it is in base 64.
    static let longestCopy = 74_994
    /// Characters of a notification at most.
    static let longestNotification = 200

    /// Sets the clipboard (OSC 52). Text that is too long is cut between characters.
    static func copy(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for character in text {
            guard bytes.count + character.utf8.count <= longestCopy else { break }
            bytes += character.utf8
        }
        return command("52;c;" + base64(bytes))
    }

    /// Progress in the window's icon or tab (OSC 9;4, of ConEmu, Windows Terminal, Ghostty and others); nil: takes it off.
    static func progress(_ progress: TerminalEffect.Progress?) -> [UInt8] {
        switch progress {
        case nil: command("9;4;0")
        case .running(let percent): command("9;4;1;\(clamped(percent))")
        case .failed(let percent): command("9;4;2;\(clamped(percent))")
        case .paused(let percent): command("9;4;4;\(clamped(percent))")
        }
    }

    /// A notification of the desktop (OSC 9), and the bell for terminals that have none.
    static func notify(_ text: String) -> [UInt8] {
        let line = String(text.singleLine.prefix(longestNotification))
        // A digit first would make it one of the other commands of OSC 9.
        let isAmbiguous = line.unicodeScalars.first.map { ("0"..."9").contains($0) } ?? true
        return command("9;" + (isAmbiguous ? "weir: " : "") + line) + [0x07]
    }

    private static func clamped(_ percent: Int) -> Int { min(100, max(0, percent)) }

    /// - Parameter text: without control characters.
    private static func command(_ text: String) -> [UInt8] { [0x1B, 0x5D] + Array(text.utf8) + [0x07] }

    /// RFC 4648, section 4.
    static func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.enumerated().reduce(UInt32(0)) { $0 | UInt32($1.element) << (16 - 8 * UInt32($1.offset)) }
            for place in 0..<4 {
                result.append(place <= group.count ? alphabet[Int(bits >> (18 - 6 * UInt32(place)) & 63)] : 0x3D)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
