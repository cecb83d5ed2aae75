import Monitor

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The example plans and their data, which travel beside the program.
enum ExampleFiles {
    /// The plan that `weir demo` runs.
    static let demo = "delays.yaml"

    /// Copies everything into the folder, which is made if there is none.
    ///
    /// - Parameter overwriting: whether the folder may have files already; those of other names stay.
    /// - Returns: the paths of the files relative to the folder, sorted.
    static func write(to folder: String, overwriting: Bool) throws(CommandFailure) -> [String] {
        let source = try locate()
        do {
            let manager = FileManager.default
            try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
            if !overwriting, let found = try manager.contentsOfDirectory(atPath: folder).min() {
                throw CommandFailure(
                    "'\(folder)' is not empty (it has '\(found)'); name a new or empty folder, or add --force to write into this one"
                )
            }
            let paths = try manager.subpathsOfDirectory(atPath: source).sorted()
            return try paths.filter { path in
                let target = "\(folder)/\(path)"
                if BundledFiles.isFolder("\(source)/\(path)") {
                    try manager.createDirectory(atPath: target, withIntermediateDirectories: true)
                    return false
                }
                if manager.fileExists(atPath: target) { try manager.removeItem(atPath: target) }
                try manager.copyItem(atPath: "\(source)/\(path)", toPath: target)
                return true
            }
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure("cannot write the examples to '\(folder)': \(reason(of: error))", status: .failed)
        }
    }

    /// What the system said, where it was the system.
    private static func reason(of error: any Error) -> String {
        guard let cause = (error as? CocoaError)?.underlying as? POSIXError else { return "\(error)" }
        return String(cString: strerror(cause.code.rawValue))
    }

    /// A new folder under the system's for temporary files.
    static func makeTemporaryFolder() throws(CommandFailure) -> String {
        let root = Console.environment("TMPDIR") ?? "/tmp"
        var template = Array("\(root)/weir-demo-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw CommandFailure(
                "cannot make a folder in '\(root)': \(String(cString: strerror(errno)))", status: .failed)
        }
        return template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    }

    /// Removes a folder and all that is in it, as far as that can be done.
    static func remove(_ folder: String) { try? FileManager.default.removeItem(atPath: folder) }

    private static func locate() throws(CommandFailure) -> String {
        guard let folder = BundledFiles.folder("Examples") else {
            throw CommandFailure(
                "the example files are missing; they belong beside the program, in '\(BundledFiles.expected("Examples"))'",
                status: .internalFault)
        }
        return folder
    }
}
