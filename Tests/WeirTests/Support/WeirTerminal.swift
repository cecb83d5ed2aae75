import PseudoTerminals
import TestFolders
import Testing

/// The built program on a terminal of its own, in a folder of the test's. Its calls block: see `PseudoTerminal`.
final class WeirTerminal {
    let folder: TestFolder
    let terminal: PseudoTerminal
    private let before: PseudoTerminal.Modes

    static let program = PseudoTerminal.builtProgram("weir")

    /// What is left when it has ended.
    struct End: Sendable {
        var status: Int32
        var screen: ScreenReader
        var bytes: [UInt8]
        var hasModesBack: Bool

        /// The rows that are not blank.
        var lines: [String] { screen.lines.filter { !$0.isEmpty } }

        /// Whether a row shows it, or two rows across which it wraps do.
        func shows(_ text: String) -> Bool { screen.lines.joined().contains(text) }

        /// What a terminal that was given back is like.
        var isRestored: Bool {
            hasModesBack && !screen.isAlternate && !screen.isCursorHidden
                && screen.modes.isDisjoint(with: [1, 1000, 1002, 1003, 1006, 2026])
        }
    }

    /// Starts nothing yet.
    init(_ files: [String: String], width: Int = 80, height: Int = 24) throws {
        folder = try TestFolder(files)
        terminal = try PseudoTerminal(width: width, height: height)
        before = terminal.modes
    }

    /// Whether the terminal's modes are what they were at first.
    var hasModesBack: Bool { terminal.modes == before }

    /// - Parameters:
    ///   - script: of a shell that becomes the program, or runs it: `"$@"` stands for it with its arguments.
    ///   - errors: a file in the folder for its standard error; nil: the terminal.
    func start(
        _ arguments: [String], script: String = #"exec "$@""#, environment: [String: String] = [:],
        errors: String? = nil
    ) throws {
        let script = #"ulimit -c 0; cd "$0" && "# + script
        try terminal.start(
            "/bin/sh", ["-c", script, folder.path, Self.program] + arguments,
            environment: ["HOME": folder.path].merging(environment) { _, given in given },
            errors: errors.map { folder.path + "/" + $0 })
    }

    /// Runs the long plan and pauses it, so that it goes on until something ends it.
    func startPausedRun(
        script: String = #"exec "$@""#, arguments: [String] = [], environment: [String: String] = [:]
    ) throws {
        try start(["run", "long.yaml"] + arguments, script: script, environment: environment)
        try terminal.wait(forText: " running ")
        terminal.send("p")
        try terminal.wait(forText: " paused ")
        // What ran when it was paused finishes.
        try terminal.wait(for: "the last step") { !$0.screen.lines.contains { $0.contains("▶") && $0.contains(" t") } }
    }

    func waitForEnd() throws -> End {
        let status = try terminal.waitForEnd()
        return End(status: status, screen: terminal.screen, bytes: terminal.bytes, hasModesBack: hasModesBack)
    }

    /// Runs it with the files, until the body is done and it has ended.
    static func run(
        _ arguments: [String], _ files: [String: String], width: Int = 80, height: Int = 24,
        environment: [String: String] = [:], _ body: @escaping @Sendable (WeirTerminal) throws -> Void = { _ in }
    ) async throws -> End {
        try await PseudoTerminal.onThread {
            let weir = try WeirTerminal(files, width: width, height: height)
            try weir.start(arguments, environment: environment)
            try body(weir)
            return try weir.waitForEnd()
        }
    }
}

extension [UInt8] {
    /// The parameters of the sequences that colour or weight text (SGR).
    var renditions: [String] {
        split(separator: 0x1B).compactMap { part in
            guard part.first == UInt8(ascii: "["),
                let end = part.firstIndex(where: { (0x40...0x7E).contains($0) && $0 != UInt8(ascii: "[") }),
                part[end] == UInt8(ascii: "m")
            else { return nil }
            return String(decoding: part[(part.startIndex + 1)..<end], as: UTF8.self)
        }
    }

    /// Whether one of them sets a colour.
    var haveColours: Bool {
        renditions.contains { rendition in
            rendition.split(separator: ";").compactMap { Int($0) }.contains {
                (30...38).contains($0) || (40...48).contains($0) || (90...107).contains($0)
            }
        }
    }
}
