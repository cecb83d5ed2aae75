/// Takes credentials out of texts: passwords, tokens, and whatever stands before the `@` of an address.
package struct Redaction: Sendable, Hashable {
    /// Longest first, so that none is part of one that is still to come.
    private let secrets: [String]

    package static let none = Redaction(options: [:])

    /// Of a database opened with these options.
    ///
    /// - Parameter secrets: what else is not to be told.
    package init(options: [String: String], secrets: [String] = []) {
        var secrets = Set(secrets)
        for (key, value) in options {
            if Self.isSecret(key) { secrets.insert(value) }
            secrets.formUnion(Self.secrets(in: value))
        }
        secrets.remove("")
        self.secrets = secrets.sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
    }

    /// With `***` in place of every secret.
    package func apply(_ text: String) -> String {
        var text = text
        for secret in secrets { text = text.replacing(secret, with: "***") }
        return text
    }

    /// An address as it may be shown: `postgresql://***@host/db?password=***`.
    package static func address(_ uri: String) -> String { Redaction(options: ["uri": uri]).apply(uri) }

    private static func isSecret(_ key: some StringProtocol) -> Bool {
        let key = key.lowercased()
        return ["password", "passwd", "secret", "token", "credential", "passfile", "sslkey"].contains {
            key.contains($0)
        }
            || key == "pwd"
    }

    /// Those in an address, as written and with its escapes resolved, and those in a list of `key=value`.
    private static func secrets(in text: String) -> [String] {
        var found: [String] = []
        func add(_ secret: some StringProtocol) {
            found.append(String(secret))
            if let resolved = unescaped(secret) { found.append(resolved) }
        }
        if let scheme = text.firstRange(of: "://") {
            let authority = text[scheme.upperBound...].prefix { !"/?#".contains($0) }
            if let at = authority.lastIndex(of: "@") {
                let user = authority[..<at]
                // The name alone tells the reader of an error whom the database knows; a name with a password goes as a whole.
                if let colon = user.firstIndex(of: ":") {
                    add(user)
                    add(user[user.index(after: colon)...])
                }
            }
        }
        for pair in text.split(whereSeparator: { "?&; \n\t".contains($0) }) {
            guard let equals = pair.firstIndex(of: "="), isSecret(pair[..<equals]) else { continue }
            let value = pair[pair.index(after: equals)...]
            add(value)
            add(value.drop { $0 == "'" }.prefix { $0 != "'" })
        }
        return found
    }

    /// With `%40` and the like as what they stand for; nil where there is nothing of the kind.
    private static func unescaped(_ text: some StringProtocol) -> String? {
        guard text.contains("%") else { return nil }
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(code)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
