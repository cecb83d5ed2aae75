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

/// The bytes of plan files, and of other files that people write.
package enum PlanText {
    /// The text of a UTF-8 file.
    ///
    /// - Throws: where the first byte stands that is not UTF-8.
    package static func decode(_ bytes: [UInt8], path: String) throws(PlanError) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw PlanError(
                "the file is UTF-16; save it as UTF-8", at: SourcePosition(file: path, line: 1, column: 1))
        }
        // What precedes the first invalid byte decodes unchanged, so the texts part there.
        let repaired = String(decoding: bytes, as: UTF8.self).utf8
        let offset =
            zip(repaired, bytes).enumerated().first { $1.0 != $1.1 }?.offset ?? min(repaired.count, bytes.count - 1)
        let before = bytes[..<offset]
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let column = String(decoding: bytes[start..<offset], as: UTF8.self).unicodeScalars.count + 1
        let code = String(bytes[offset], radix: 16, uppercase: true)
        throw PlanError(
            "the byte 0x\(code) is not UTF-8; save the file as UTF-8",
            at: SourcePosition(file: path, line: line, column: column))
    }

    /// Reads a whole file; blocks.
    ///
    /// - Parameter kind: What the file is, with its article, for messages.
    /// - Throws: what keeps it from being read, without a position.
    package static func read(_ path: String, kind: String) throws(PlanError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path, kind, errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var end = 0
        while true {
            if end == bytes.count { bytes.append(contentsOf: repeatElement(0, count: max(1 << 16, bytes.count))) }
            let count = bytes.withUnsafeMutableBytes { buffer in
                readBytes(descriptor, UnsafeMutableRawBufferPointer(rebasing: buffer[end...]))
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw unreadable(path, kind, errno)
            }
            if count == 0 { break }
            end += count
        }
        bytes.removeLast(bytes.count - end)
        return bytes
    }

    /// Whether something is there, be it readable or not.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    private static func unreadable(_ path: String, _ kind: String, _ code: Int32) -> PlanError {
        let cause =
            switch code {
            case ENOENT: "there is no such file"
            case ENOTDIR: "a part of the path is not a folder"
            case EISDIR: "it is a folder; name the file in it"
            case EACCES, EPERM: "it may not be read; check its permissions"
            default: String(cString: strerror(code))
            }
        return PlanError("cannot read \(kind) '\(path)': \(cause)")
    }
}

/// The system's `read`, whose name is another's within `PlanText`.
private func readBytes(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
    read(descriptor, buffer.baseAddress, buffer.count)
}

extension PlanFile {
    /// Reads and decodes a plan file; blocks while it reads.
    ///
    /// - Parameters:
    ///   - path: As the user gave it; relative to the current folder.
    ///   - parameters: What `--set NAME=VALUE` gave.
    /// - Throws: What keeps the file from being read (with no position), or every error in it.
    package static func load(path: String, parameters: [String: String] = [:]) throws(PlanError) -> PlanFile {
        let bytes = try PlanText.read(path, kind: "the plan")
        let absolute = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        let folder = absolute.lastIndex(of: "/").map { String(absolute[..<$0]) } ?? ""
        let parts = folder.split(separator: "/").filter { $0 != "." }
        return try PlanFileDecoder.decode(
            bytes: bytes, path: path, folder: "/" + parts.joined(separator: "/"), parameters: parameters)
    }
}
