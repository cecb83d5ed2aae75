/// A JSON text's value.
enum JSONValue: Equatable {
    case null
    case bool(Bool)
    /// A number without fraction and exponent that fits.
    case integer(Int64)
    /// A positive one that fits only here.
    case unsigned(UInt64)
    case double(Double)
    case string(String)
    case array([JSONValue])
    case object([(key: String, value: JSONValue)])

    /// The first value of a key; nil where there is none, and for what is no object.
    subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    static func == (a: JSONValue, b: JSONValue) -> Bool {
        switch (a, b) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.integer(let a), .integer(let b)): a == b
        case (.unsigned(let a), .unsigned(let b)): a == b
        case (.double(let a), .double(let b)): a == b
        case (.string(let a), .string(let b)): a == b
        case (.array(let a), .array(let b)): a == b
        case (.object(let a), .object(let b)):
            a.count == b.count && zip(a, b).allSatisfy { $0.key == $1.key && $0.value == $1.value }
        default: false
        }
    }
}

/// What is wrong with a JSON text, and at which byte.
struct JSONProblem: Error, Equatable {
    var message: String
    var offset: Int
}

/// Reads one JSON text (RFC 8259), in one pass.
struct JSONParser {
    private let text: UnsafeBufferPointer<UInt8>
    private var position = 0
    /// Deeper nesting is refused, so that no text can exhaust the stack.
    private static let maximumDepth = 64

    static func parse(_ bytes: some Collection<UInt8>) throws(JSONProblem) -> JSONValue {
        let bytes = ContiguousArray(bytes)
        let result = bytes.withUnsafeBufferPointer { text in
            var parser = JSONParser(text: text)
            return Result { () throws(JSONProblem) in try parser.whole() }
        }
        return try result.get()
    }

    private init(text: UnsafeBufferPointer<UInt8>) { self.text = text }

    private mutating func whole() throws(JSONProblem) -> JSONValue {
        let value = try value(depth: 0)
        skipSpace()
        guard position == text.count else { throw problem("something follows the value") }
        return value
    }

    private func problem(_ message: String) -> JSONProblem { JSONProblem(message: message, offset: position) }

    private mutating func skipSpace() {
        while position < text.count, [0x20, 0x0A, 0x0D, 0x09].contains(text[position]) { position += 1 }
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard position < text.count && text[position] == UInt8(ascii: scalar) else { return false }
        position += 1
        return true
    }

    private mutating func take(word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard position + count <= text.count else { return false }
        for index in 0..<count where text[position + index] != word.utf8Start[index] { return false }
        position += count
        return true
    }

    private mutating func value(depth: Int) throws(JSONProblem) -> JSONValue {
        skipSpace()
        guard position < text.count else { throw problem("the text ends early") }
        guard depth < Self.maximumDepth else { throw problem("it is nested too deeply") }
        switch text[position] {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t") where take(word: "true"): return .bool(true)
        case UInt8(ascii: "f") where take(word: "false"): return .bool(false)
        case UInt8(ascii: "n") where take(word: "null"): return .null
        default: return try number()
        }
    }

    private mutating func object(depth: Int) throws(JSONProblem) -> JSONValue {
        position += 1
        var members: [(key: String, value: JSONValue)] = []
        skipSpace()
        if take("}") { return .object(members) }
        while true {
            skipSpace()
            guard position < text.count && text[position] == UInt8(ascii: "\"") else {
                throw problem("a key is missing")
            }
            let key = try string()
            skipSpace()
            guard take(":") else { throw problem("a “:” is missing") }
            members.append((key, try value(depth: depth + 1)))
            skipSpace()
            if take("}") { return .object(members) }
            guard take(",") else { throw problem("a “,” or “}” is missing") }
        }
    }

    private mutating func array(depth: Int) throws(JSONProblem) -> JSONValue {
        position += 1
        var elements: [JSONValue] = []
        skipSpace()
        if take("]") { return .array(elements) }
        while true {
            elements.append(try value(depth: depth + 1))
            skipSpace()
            if take("]") { return .array(elements) }
            guard take(",") else { throw problem("a “,” or “]” is missing") }
        }
    }

    private mutating func number() throws(JSONProblem) -> JSONValue {
        let start = position
        var isWhole = true
        while position < text.count {
            switch text[position] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): break
            case UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): isWhole = false
            default: return try number(from: start, isWhole: isWhole)
            }
            position += 1
        }
        return try number(from: start, isWhole: isWhole)
    }

    private func number(from start: Int, isWhole: Bool) throws(JSONProblem) -> JSONValue {
        let digits = String(decoding: text[start..<position], as: UTF8.self)
        if isWhole {
            if let value = Int64(digits) { return .integer(value) }
            if let value = UInt64(digits) { return .unsigned(value) }
        }
        guard let first = digits.utf8.first, first != UInt8(ascii: "+"), let value = Double(digits) else {
            throw JSONProblem(message: "a value is missing", offset: start)
        }
        return .double(value)
    }

    private mutating func string() throws(JSONProblem) -> String {
        position += 1
        let start = position
        while position < text.count {
            switch text[position] {
            case UInt8(ascii: "\""):
                defer { position += 1 }
                return String(decoding: text[start..<position], as: UTF8.self)
            case UInt8(ascii: "\\"): return try escapedString(from: start)
            case 0..<0x20: throw problem("a control character stands in a string")
            default: position += 1
            }
        }
        throw problem("a string does not end")
    }

    private mutating func escapedString(from start: Int) throws(JSONProblem) -> String {
        var units = Array(text[start..<position])
        while position < text.count {
            let byte = text[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: units, as: UTF8.self)
            case UInt8(ascii: "\\"): units.append(contentsOf: String(try escape()).utf8)
            default: units.append(byte)
            }
        }
        throw problem("a string does not end")
    }

    private mutating func escape() throws(JSONProblem) -> Character {
        guard position < text.count else { throw problem("a string does not end") }
        defer { position += 1 }
        switch text[position] {
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "u"):
            let unit = try hexadecimal()
            if let scalar = Unicode.Scalar(unit) { return Character(scalar) }
            guard unit < 0xDC00, position + 2 < text.count, text[position + 1] == UInt8(ascii: "\\"),
                text[position + 2] == UInt8(ascii: "u")
            else { throw problem("half of a surrogate pair stands alone") }
            position += 2
            let low = try hexadecimal()
            guard (0xDC00..<0xE000).contains(low),
                let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
            else { throw problem("half of a surrogate pair stands alone") }
            return Character(scalar)
        default: throw problem("there is no such escape")
        }
    }

    /// The four digits after the `u` at `position`; leaves `position` at the last of them.
    private mutating func hexadecimal() throws(JSONProblem) -> UInt32 {
        guard position + 4 < text.count,
            let value = UInt32(String(decoding: text[(position + 1)...(position + 4)], as: UTF8.self), radix: 16)
        else { throw problem("an escape needs four hexadecimal digits") }
        position += 4
        return value
    }
}
