/// Where keys and values stand in a TOML document, which its parser does not tell. Reads a document that has been parsed already,
/// so it need not find errors; where it loses its way it stops, and the rest has no places.
struct TOMLPlaces {
    /// Line and column from 1; a column counts Unicode scalars.
    struct Place {
        var line = 1
        var column = 1
    }

    /// By the path of keys from the root, with indices for the elements of arrays.
    private(set) var keys: [[String]: Place] = [:]
    private(set) var values: [[String]: Place] = [:]

    private let text: [Unicode.Scalar]
    private var index = 0
    private var place = Place()

    init(_ document: String) {
        text = Array(document.unicodeScalars)
        var table = [String]()
        while skipBlank(lines: true), next != nil {
            if next == "[" {
                guard let path = header() else { return }
                table = path
            } else {
                guard pair(in: table) else { return }
            }
        }
    }

    /// The nearest place that is known: of the value, its key, or what it lies in.
    func place(of path: [String], preferringKey: Bool = false) -> Place {
        var path = path
        if preferringKey, let key = keys[path] { return key }
        while true {
            if let found = values[path] ?? keys[path] { return found }
            if path.popLast() == nil { return Place() }
        }
    }

    private var next: Unicode.Scalar? { index < text.count ? text[index] : nil }

    private mutating func step(_ count: Int = 1) {
        for _ in 0..<count where index < text.count {
            if text[index] == "\n" {
                place = Place(line: place.line + 1, column: 1)
            } else {
                place.column += 1
            }
            index += 1
        }
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        step()
        return true
    }

    private func isNext(_ token: String) -> Bool { text[index...].starts(with: token.unicodeScalars) }

    /// Passes white space, and with `lines` also line ends and comments. Always true, to stand in conditions.
    @discardableResult
    private mutating func skipBlank(lines: Bool) -> Bool {
        while let scalar = next {
            if scalar == " " || scalar == "\t" || lines && (scalar == "\n" || scalar == "\r") {
                step()
            } else if lines && scalar == "#" {
                while next != nil && next != "\n" { step() }
            } else {
                break
            }
        }
        return true
    }

    /// `[a.b]` or `[[a.b]]`.
    private mutating func header() -> [String]? {
        let start = place
        while take("[") {}
        guard let path = keyPath(in: [], notes: false) else { return nil }
        while skipBlank(lines: false), take("]") {}
        keys[path] = keys[path] ?? start
        return path
    }

    /// `a.b = value`.
    private mutating func pair(in table: [String]) -> Bool {
        guard let path = keyPath(in: table, notes: true), skipBlank(lines: false), take("=") else { return false }
        skipBlank(lines: false)
        return value(at: path)
    }

    private mutating func keyPath(in table: [String], notes: Bool) -> [String]? {
        var path = table
        repeat {
            skipBlank(lines: false)
            let start = place
            guard let part = next == "\"" || next == "'" ? string() : bareKey() else { return nil }
            path.append(part)
            if notes, keys[path] == nil { keys[path] = start }
            skipBlank(lines: false)
        } while take(".")
        return path
    }

    private mutating func bareKey() -> String? {
        var key = String.UnicodeScalarView()
        while let scalar = next,
            scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "_-".unicodeScalars.contains(scalar)
        {
            key.append(scalar)
            step()
        }
        return key.isEmpty ? nil : String(key)
    }

    private mutating func value(at path: [String]) -> Bool {
        values[path] = values[path] ?? place
        switch next {
        case "\"", "'": return string() != nil
        case "[": return array(at: path)
        case "{": return inlineTable(at: path)
        default:
            while let scalar = next, !",]}#\n\r".unicodeScalars.contains(scalar) { step() }
            return true
        }
    }

    private mutating func array(at path: [String]) -> Bool {
        step()
        var count = 0
        while skipBlank(lines: true), !take("]") {
            guard next != nil, value(at: path + [String(count)]) else { return false }
            count += 1
            skipBlank(lines: true)
            _ = take(",")
        }
        return true
    }

    private mutating func inlineTable(at path: [String]) -> Bool {
        step()
        while skipBlank(lines: true), !take("}") {
            guard next != nil, pair(in: path) else { return false }
            skipBlank(lines: true)
            _ = take(",")
        }
        return true
    }

    /// A string in any of the four notations. Of the escapes only those of one character are undone: a key with others has no place.
    private mutating func string() -> String? {
        guard let quote = next else { return nil }
        let isLong = isNext(String(repeating: Character(quote), count: 3))
        step(isLong ? 3 : 1)
        var content = String.UnicodeScalarView()
        while let scalar = next {
            if scalar == "\\" && quote == "\"" {
                step()
            } else if scalar == quote {
                if !isLong {
                    step()
                    return String(content)
                }
                if isNext(String(repeating: Character(quote), count: 3)) {
                    step(3)
                    // Up to two quotes may stand right before the end.
                    while take(quote) {}
                    return String(content)
                }
            }
            if let scalar = next { content.append(scalar) }
            step()
        }
        return nil
    }
}
