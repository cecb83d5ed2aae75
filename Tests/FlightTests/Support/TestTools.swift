import Compute
import Foundation

enum TestTools {
    static func has(_ program: String) -> Bool { path(of: program) != nil }

    private static func path(of program: String) -> String? {
        ["/usr/bin", "/bin"].map { "\($0)/\(program)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Runs a program to its end and returns its exit status.
    static func status(_ program: String, _ arguments: [String]) async throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path(of: program) ?? program)
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        return try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
    }

    /// 127.0.0.1 as the kernel shows it, also of a socket that knows IPv6.
    static let loopback = ["0100007F", "0000000000000000FFFF00000100007F"]

    /// The addresses, in the kernel's hexadecimal form, and ports on which this process listens.
    static func listeningAddresses() throws -> [(address: String, port: UInt16)] {
        let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        let targets = descriptors.compactMap {
            try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
        }
        let own = Set(targets.compactMap { $0.hasPrefix("socket:[") ? String($0.dropFirst(8).dropLast()) : nil })
        var found: [(String, UInt16)] = []
        for file in ["/proc/net/tcp", "/proc/net/tcp6"] {
            // Foundation's way of reading a file ends at the first page of these.
            guard let bytes = try? FileSystem.read(file) else { continue }
            for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst() {
                let fields = line.split(separator: " ")
                guard fields.count > 9, fields[3] == "0A", own.contains(String(fields[9])) else { continue }
                let parts = fields[1].split(separator: ":")
                guard parts.count == 2, let port = UInt16(parts[1], radix: 16) else { continue }
                found.append((String(parts[0]), port))
            }
        }
        return found
    }
}
