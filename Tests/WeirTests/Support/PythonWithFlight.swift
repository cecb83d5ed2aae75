import Foundation

/// A Python that has pyarrow with Flight, where there is one.
enum PythonWithFlight {
    static let path: String? = {
        let named = ProcessInfo.processInfo.environment["GOLDEN_PYTHON"].map { [$0] } ?? []
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
        return (named + folders.map { "\($0)/python3" }).first { python in
            FileManager.default.isExecutableFile(atPath: python)
                && (try? run(python, ["-c", "import pyarrow.flight"])) != nil
        }
    }()

    /// The README's example, its one block of Python, with the tests' dataset in place of its own.
    static func readmeExample() throws -> String {
        let readme = URL(fileURLWithPath: #filePath).appending(path: "../../../../README.md").standardized
        let text = try String(contentsOf: readme, encoding: .utf8)
        let parts = text.components(separatedBy: "```python\n")
        guard parts.count == 2, let block = parts[1].components(separatedBy: "```").first else {
            throw CocoaError(.fileReadCorruptFile)
        }
        return block.replacingOccurrences(of: "\"flights\"", with: "\"numbers\"")
    }

    /// Runs it to its end; throws with what it said where it fails. Blocks.
    static func run(_ python: String, _ arguments: [String]) throws -> String {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = arguments
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw PythonFailure(text: text) }
        return text
    }
}

struct PythonFailure: Error {
    var text: String
}
