/// `${NAME}` in a connection URI, where the plan has no parameter of the name. It stays as it is in the plan, in what is shown and
/// recorded of it, and on its way to worker processes; only where a database is opened it is looked up.
package enum SecretReference {
    /// Letters, digits and `_`, no digit first.
    package static func isName(_ name: some StringProtocol) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return name.utf8.allSatisfy { byte in
            byte == 0x5F || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        }
    }

    /// The text with every reference replaced.
    ///
    /// - Parameter secret: looks up one name.
    package static func resolve<Failure: Error>(
        _ text: String, _ secret: (String) throws(Failure) -> String
    ) throws(Failure) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "${") {
            let name = rest[start.upperBound...].prefix { $0 != "}" }
            guard isName(name), name.endIndex < rest.endIndex else {
                result += rest[..<start.upperBound]
                rest = rest[start.upperBound...]
                continue
            }
            result += rest[..<start.lowerBound]
            result += try secret(String(name))
            rest = rest[rest.index(after: name.endIndex)...]
        }
        return result + rest
    }
}
