import Foundation

/// A real PostgreSQL server of a test's own, on a Unix socket in a folder of its own; it goes with the last reference.
package final class PostgreSQLServer: Sendable {
    /// Whom it lets in.
    package enum Authentication: String, Sendable {
        case password = "scram-sha-256"
        /// Everybody who can reach the socket.
        case trust
    }

    private static let password = "p@ss w/rd%"

    private let folder: String
    private let programs: String
    private let authentication: Authentication

    /// A plan's address of it; `PW` is a secret.
    package var address: String {
        "postgresql://weir\(authentication == .password ? ":${PW}" : "")@/postgres?host=\(folder)"
    }

    /// What is not to be found in anything that a run says.
    package var secrets: [String] { [Self.password, "p%40ss%20w%2Frd%25"] }

    /// What a run is to have in its environment.
    package var environment: [String: String] { ["PW": Self.password] }

    /// Nil, with the reason printed, where this machine has no server or no driver.
    package static func start(_ authentication: Authentication = .password) throws -> PostgreSQLServer? {
        func skipped(_ reason: String) -> PostgreSQLServer? {
            print("skipped: \(reason)")
            return nil
        }
        guard let programs = findPrograms() else {
            return skipped("PostgreSQL is not installed: there is no initdb in /usr/lib/postgresql or on the PATH")
        }
        let drivers =
            ProcessInfo.processInfo.environment["WEIR_DEPS"] ?? FileManager.default.currentDirectoryPath + "/.deps"
        guard FileManager.default.fileExists(atPath: drivers + "/drivers/postgresql.toml") else {
            return skipped("the driver of PostgreSQL is not installed; make deps DRIVERS=postgresql")
        }
        if getuid() == 0, getpwnam("postgres") == nil {
            return skipped("PostgreSQL does not run as root, and there is no user 'postgres' to run it as")
        }
        return try PostgreSQLServer(programs, authentication)
    }

    private init(_ programs: String, _ authentication: Authentication) throws {
        self.programs = programs
        self.authentication = authentication
        // A socket's path is short.
        var template = Array("/tmp/weir-pg-XXXXXX".utf8CString)
        folder = try template.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress, let made = mkdtemp(start) else { throw POSIXError(.EIO) }
            return String(cString: made)
        }
        if getuid() == 0, let user = getpwnam("postgres") { chown(folder, user.pointee.pw_uid, user.pointee.pw_gid) }
        try (Self.password + "\n").write(toFile: folder + "/pw", atomically: false, encoding: .utf8)
        if getuid() == 0, let user = getpwnam("postgres") {
            chown(folder + "/pw", user.pointee.pw_uid, user.pointee.pw_gid)
        }
        try run(
            "initdb",
            [
                "-D", folder + "/data", "-U", "weir", "-A", authentication.rawValue, "--pwfile", folder + "/pw",
                "--no-sync",
            ])
        try run(
            "pg_ctl",
            [
                "-D", folder + "/data", "-w", "-l", folder + "/log", "-o",
                "-c listen_addresses='' -c unix_socket_directories='\(folder)' -c fsync=off", "start",
            ])
    }

    deinit {
        _ = try? run("pg_ctl", ["-D", folder + "/data", "-m", "immediate", "stop"])
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Has the server do something, and returns what it says, a row a line and the fields by `|`.
    @discardableResult
    package func sql(_ text: String) throws -> String {
        try run(
            "psql",
            ["-h", folder, "-U", "weir", "-d", "postgres", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-c", text])
    }

    @discardableResult
    private func run(_ program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        let user = getuid() == 0 && program != "psql" ? ["/sbin/runuser", "-u", "postgres", "--"] : []
        // A server stays when `pg_ctl` has ended, and must not inherit the descriptors by which its end is seen.
        let closing = "for f in /dev/fd/*; do n=${f##*/}; [ $n -gt 2 ] && eval \"exec $n>&-\"; done; exec \"$@\""
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["-c", closing, "bash"] + user + ["\(programs)/\(program)"] + arguments
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        process.environment = [
            "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "PGPASSWORD": Self.password,
            // Seconds; a minute may be short on a machine that does much else.
            "PGCTLTIMEOUT": "600",
        ]
        // Not a pipe, whose end would be the server's.
        let log = FileManager.default.temporaryDirectory.appending(path: "weir-pg-\(UUID().uuidString)")
        _ = FileManager.default.createFile(atPath: log.path, contents: nil)
        defer { try? FileManager.default.removeItem(at: log) }
        let output = try FileHandle(forWritingTo: log)
        process.standardOutput = output
        process.standardError = output
        try process.run()
        process.waitUntilExit()
        let said = try String(contentsOf: log, encoding: .utf8)
        guard process.terminationStatus == 0 else { throw Failure(description: "\(program): \(said)") }
        return said.trimmingCharacters(in: .newlines)
    }

    struct Failure: Error, CustomStringConvertible { let description: String }

    /// The folder of the newest server's programs.
    private static func findPrograms() -> String? {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let folders = versions.sorted { $0.compare($1, options: .numeric) == .orderedDescending }
            .map { "/usr/lib/postgresql/\($0)/bin" }
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return (folders + path).first { folder in
            ["initdb", "pg_ctl", "psql"].allSatisfy { FileManager.default.isExecutableFile(atPath: "\(folder)/\($0)") }
        }
    }
}
