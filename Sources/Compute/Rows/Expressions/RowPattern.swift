/// A pattern over the code points of a text: an automaton whose states are all followed at once (Thompson, 1968), so that the time is
/// the text's length by the pattern's, whatever the pattern.
struct RowPattern: Sendable {
    enum Instruction: Sendable {
        case scalar(ScalarClass)
        /// Both ways at once.
        case split(Int, Int)
        case jump(Int)
        case assert(Assertion)
        case end
    }

    enum Assertion: Sendable { case textStart, textEnd, wordEdge, noWordEdge }

    /// Some of all code points.
    struct ScalarClass: Sendable {
        var ranges: [ClosedRange<UInt32>]
        var isNegated = false

        func contains(_ scalar: Unicode.Scalar) -> Bool {
            ranges.contains { $0.contains(scalar.value) } != isNegated
        }

        static let any = ScalarClass(ranges: [], isNegated: true)
    }

    private let program: [Instruction]

    /// RE2's syntax without what depends on tables of Unicode (`\pL`, `(?i)`) or is rare (named POSIX classes, `\Q`, flags); nil for
    /// those, and for what is no regular expression. A text matches where some part of it does.
    init?(regularExpression pattern: String) {
        var parser = PatternParser(pattern)
        guard let parsed = parser.read() else { return nil }
        var compiler = PatternCompiler()
        guard compiler.compile(.sequence([.repeated(.scalar(.any), 0, nil), parsed])) else { return nil }
        program = compiler.program + [.end]
    }

    /// SQL's: `%` stands for any characters, `_` for one, `\` takes the next as it is. The whole text matches.
    init?(like pattern: String) {
        var pieces: [PatternNode] = []
        var scalars = pattern.unicodeScalars[...]
        while let scalar = scalars.popFirst() {
            switch scalar {
            case "%": pieces.append(.repeated(.scalar(.any), 0, nil))
            case "_": pieces.append(.scalar(.any))
            case "\\": pieces.append(.literal(scalars.popFirst() ?? scalar))
            default: pieces.append(.literal(scalar))
            }
        }
        var compiler = PatternCompiler()
        guard compiler.compile(.sequence(pieces + [.assert(.textEnd)])) else { return nil }
        program = compiler.program + [.end]
    }

    func matches(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        var states = States(count: program.count)
        states.add(0)
        for place in 0...scalars.count {
            var next = States(count: program.count)
            // The list grows while it is gone through.
            var index = 0
            while index < states.list.count {
                let state = states.list[index]
                index += 1
                switch program[state] {
                case .end: return true
                case .jump(let target): states.add(target)
                case .split(let one, let other):
                    states.add(one)
                    states.add(other)
                case .assert(let assertion):
                    if Self.holds(assertion, at: place, of: scalars) { states.add(state + 1) }
                case .scalar(let wanted):
                    if place < scalars.count, wanted.contains(scalars[place]) { next.add(state + 1) }
                }
            }
            states = next
        }
        return false
    }

    private struct States {
        private(set) var list: [Int] = []
        private var isListed: [Bool]

        init(count: Int) { isListed = [Bool](repeating: false, count: count) }

        mutating func add(_ state: Int) {
            if isListed[state] { return }
            isListed[state] = true
            list.append(state)
        }
    }

    private static func holds(_ assertion: Assertion, at place: Int, of scalars: [Unicode.Scalar]) -> Bool {
        func isWord(_ place: Int) -> Bool {
            scalars.indices.contains(place) && PatternParser.word.contains(scalars[place])
        }
        return switch assertion {
        case .textStart: place == 0
        case .textEnd: place == scalars.count
        case .wordEdge: isWord(place - 1) != isWord(place)
        case .noWordEdge: isWord(place - 1) == isWord(place)
        }
    }
}

/// What a pattern is made of.
indirect enum PatternNode: Sendable {
    case scalar(RowPattern.ScalarClass)
    case assert(RowPattern.Assertion)
    case sequence([PatternNode])
    case either([PatternNode])
    /// At least and at most so often; nil: as often as there is.
    case repeated(PatternNode, Int, Int?)

    static func literal(_ scalar: Unicode.Scalar) -> PatternNode {
        .scalar(.init(ranges: [scalar.value...scalar.value]))
    }
}

private struct PatternCompiler {
    /// A pattern that needs more is not read.
    private static let largest = 10_000
    private(set) var program: [RowPattern.Instruction] = []

    /// False where the program becomes too large.
    mutating func compile(_ node: PatternNode) -> Bool {
        guard program.count < Self.largest else { return false }
        switch node {
        case .scalar(let scalars): program.append(.scalar(scalars))
        case .assert(let assertion): program.append(.assert(assertion))
        case .sequence(let nodes): return nodes.allSatisfy { compile($0) }
        case .either(let nodes): return choose(nodes[...])
        case .repeated(let node, let least, let most):
            for _ in 0..<least where !compile(node) { return false }
            guard let most else {
                let start = program.count
                program.append(.end)
                guard compile(node) else { return false }
                program.append(.jump(start))
                program[start] = .split(start + 1, program.count)
                return true
            }
            for _ in least..<most {
                let start = program.count
                program.append(.end)
                guard compile(node) else { return false }
                program[start] = .split(start + 1, program.count)
            }
        }
        return true
    }

    private mutating func choose(_ nodes: ArraySlice<PatternNode>) -> Bool {
        guard let first = nodes.first else { return true }
        if nodes.count == 1 { return compile(first) }
        let start = program.count
        program.append(.end)
        guard compile(first) else { return false }
        let exit = program.count
        program.append(.end)
        program[start] = .split(start + 1, exit + 1)
        guard choose(nodes.dropFirst()) else { return false }
        program[exit] = .jump(program.count)
        return true
    }
}
