import ADBC
import Plan

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The user's secrets: an environment variable of the name, else a line `NAME=value` of the file `weir/secrets` in the configuration
/// folder, which nobody but its owner may read. Looked up each time, and kept nowhere.
struct Secrets {
    private let environment: [String: String]

    init(environment: [String: String] = ProcessEnvironment.variables) { self.environment = environment }

    /// An address with its secrets in place, and those secrets. In an address with a scheme they are escaped where they must be.
    ///
    /// - Throws: `.refused` where there is none of a name, or where others may read the file.
    func resolve(_ address: String) throws(DatabaseError) -> (address: String, secrets: [String]) {
        var found: [String] = []
        let isURI = address.contains("://")
        let resolved = try SecretReference.resolve(address) { name throws(DatabaseError) in
            let secret = try self[name]
            let written = isURI ? Self.escaped(secret) : secret
            found += [secret, written]
            return written
        }
        return (resolved, found)
    }

    private subscript(name: String) -> String {
        get throws(DatabaseError) {
            if let value = environment[name] { return value }
            guard let path else {
                throw DatabaseError(.refused, "there is no parameter and no environment variable '\(name)'")
            }
            guard let value = try Self.read(path)[name] else {
                throw DatabaseError(
                    .refused,
                    "there is no parameter, no environment variable and no secret '\(name)'; add a line "
                        + "`\(name)=…` to \(path)")
            }
            return value
        }
    }

    private var path: String? {
        if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") { return folder + "/weir/secrets" }
        guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
        return home + "/.config/weir/secrets"
    }

    private static func read(_ path: String) throws(DatabaseError) -> [String: String] {
        var status = stat()
        guard stat(path, &status) == 0 else { return [:] }
        guard status.st_mode & 0o077 == 0 else {
            throw DatabaseError(.refused, "others may read \(path); run chmod 600 on it")
        }
        let bytes: [UInt8]
        do {
            bytes = try PlanText.read(path, kind: "the secrets file")
        } catch {
            throw DatabaseError(.refused, error.diagnostics.map(\.message).joined(separator: "; "))
        }
        var secrets: [String: String] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
            guard !line.hasPrefix("#"), let equals = line.firstIndex(of: "=") else { continue }
            secrets[String(line[..<equals])] = String(line[line.index(after: equals)...])
        }
        return secrets
    }

    /// All but letters, digits and what is never special in an URI.
    private static func escaped(_ secret: String) -> String {
        secret.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                String(UnicodeScalar(byte))
            default:
                "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
