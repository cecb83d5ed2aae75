/// Reads RE2's regular expressions, as far as `RowPattern` says.
struct PatternParser {
    typealias ScalarClass = RowPattern.ScalarClass

    private var rest: Substring.UnicodeScalarView
    private var depth = 0

    static let word = ScalarClass(ranges: [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    private static let digit = ScalarClass(ranges: [0x30...0x39])
    private static let space = ScalarClass(ranges: [0x09...0x0A, 0x0C...0x0D, 0x20...0x20])
    private static let notNewline = ScalarClass(ranges: [0x0A...0x0A], isNegated: true)
    private static let deepest = 100
    /// RE2's own limit.
    private static let mostRepeats = 1000

    init(_ pattern: String) { rest = Substring(pattern).unicodeScalars }

    /// Nil for what is not read.
    mutating func read() -> PatternNode? {
        guard let node = alternatives(), rest.isEmpty else { return nil }
        return node
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == scalar else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func alternatives() -> PatternNode? {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.deepest else { return nil }
        var nodes: [PatternNode] = []
        repeat {
            guard let node = sequence() else { return nil }
            nodes.append(node)
        } while take("|")
        return .either(nodes)
    }

    private mutating func sequence() -> PatternNode? {
        var nodes: [PatternNode] = []
        while let next = rest.first, next != "|", next != ")" {
            guard let atom = atom(), let node = repeated(atom) else { return nil }
            nodes.append(node)
        }
        return .sequence(nodes)
    }

    private mutating func repeated(_ atom: PatternNode) -> PatternNode? {
        guard let (least, most) = repetition() else { return atom }
        // Greedy or not, the same texts match.
        _ = take("?")
        if repetition() != nil || max(least, most ?? 0) > Self.mostRepeats || least > most ?? .max { return nil }
        return .repeated(atom, least, most)
    }

    private mutating func repetition() -> (least: Int, most: Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        let start = rest
        if take("{"), let least = number() {
            if take("}") { return (least, least) }
            if take(",") {
                if take("}") { return (least, nil) }
                if let most = number(), take("}") { return (least, most) }
            }
        }
        // A brace that begins no repetition is a character.
        rest = start
        return nil
    }

    private mutating func number() -> Int? {
        let digits = rest.prefix { Self.digit.contains($0) }
        rest = rest.dropFirst(digits.count)
        return Int(String(digits))
    }

    private mutating func atom() -> PatternNode? {
        // There is nothing to repeat.
        if repetition() != nil { return nil }
        guard let scalar = rest.popFirst() else { return nil }
        switch scalar {
        case ".": return .scalar(Self.notNewline)
        case "^": return .assert(.textStart)
        case "$": return .assert(.textEnd)
        case "[": return characterClass().map { .scalar($0) }
        case "\\": return escape()
        case "(":
            if take("?") {
                let isNamed = take("P") || rest.first == "<"
                if isNamed {
                    guard take("<"), let end = rest.firstIndex(of: ">"), end != rest.startIndex,
                        rest[..<end].allSatisfy({ Self.word.contains($0) })
                    else { return nil }
                    rest = rest[rest.index(after: end)...]
                } else if !take(":") {
                    return nil
                }
            }
            guard let node = alternatives(), take(")") else { return nil }
            return node
        default: return .literal(scalar)
        }
    }

    private mutating func escape() -> PatternNode? {
        switch rest.first {
        case "b":
            rest.removeFirst()
            return .assert(.wordEdge)
        case "B":
            rest.removeFirst()
            return .assert(.noWordEdge)
        case "A":
            rest.removeFirst()
            return .assert(.textStart)
        case "z":
            rest.removeFirst()
            return .assert(.textEnd)
        default: return escapedClass().map { .scalar($0) }
        }
    }

    /// What follows a backslash, also within a class.
    private mutating func escapedClass() -> ScalarClass? {
        guard let scalar = rest.popFirst() else { return nil }
        switch scalar {
        case "d": return Self.digit
        case "w": return Self.word
        case "s": return Self.space
        case "D": return Self.inverted(Self.digit)
        case "W": return Self.inverted(Self.word)
        case "S": return Self.inverted(Self.space)
        case "n": return Self.single(0x0A)
        case "t": return Self.single(0x09)
        case "r": return Self.single(0x0D)
        case "f": return Self.single(0x0C)
        case "v": return Self.single(0x0B)
        case "a": return Self.single(0x07)
        default: return scalar.isASCII && !Self.word.contains(scalar) ? Self.single(scalar.value) : nil
        }
    }

    private static func single(_ value: UInt32) -> ScalarClass { ScalarClass(ranges: [value...value]) }

    /// As ranges, so that it can be part of a class.
    private static func inverted(_ scalars: ScalarClass) -> ScalarClass {
        var ranges: [ClosedRange<UInt32>] = []
        var start: UInt32 = 0
        for range in scalars.ranges {
            if start < range.lowerBound { ranges.append(start...(range.lowerBound - 1)) }
            start = range.upperBound + 1
        }
        return ScalarClass(ranges: ranges + [start...0x10FFFF])
    }

    private mutating func characterClass() -> ScalarClass? {
        var result = ScalarClass(ranges: [], isNegated: take("^"))
        var isFirst = true
        while let scalar = rest.popFirst() {
            if scalar == "]" && !isFirst { return result }
            isFirst = false
            if scalar == "[" && rest.first == ":" { return nil }
            var low = Self.single(scalar.value)
            if scalar == "\\" {
                guard let escaped = escapedClass() else { return nil }
                low = escaped
            }
            let start = rest
            if low.ranges.count == 1, low.ranges[0].count == 1, take("-"), let end = rest.first, end != "]" {
                rest.removeFirst()
                var high = Self.single(end.value)
                if end == "\\" {
                    guard let escaped = escapedClass() else { return nil }
                    high = escaped
                }
                guard high.ranges.count == 1, high.ranges[0].count == 1,
                    low.ranges[0].lowerBound <= high.ranges[0].lowerBound
                else { return nil }
                result.ranges.append(low.ranges[0].lowerBound...high.ranges[0].lowerBound)
            } else {
                rest = start
                result.ranges += low.ranges
            }
        }
        return nil
    }
}
