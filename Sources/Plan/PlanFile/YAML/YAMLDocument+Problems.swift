extension YAMLDocument {
    /// A syntax error in words of ours: what is wrong, and what to write instead.
    static func problem(_ error: YAMLError, text: String, file: String) -> Diagnostic {
        func diagnostic(_ message: String, at mark: YAMLNode.Mark) -> Diagnostic {
            .error(message, at: SourcePosition(file: file, line: mark.line, column: mark.column))
        }
        switch error {
        case .syntax(let problem, let mark, let context, let start):
            let sentence = sentence(problem, at: mark, context: context, start: start, in: text)
            return diagnostic(sentence + parameterHint(line: mark.line, in: text), at: mark)
        case .secondDocument(let mark):
            return diagnostic("a second document starts here; a file holds one plan", at: mark)
        case .undefinedAlias(let mark):
            return diagnostic(
                "this alias names no anchor above it; define it with '&name' first, or quote text that starts with '*'",
                at: mark)
        case .character(let problem, let code):
            let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init)
            let name = scalar.map { "U+" + String($0.value, radix: 16, uppercase: true) } ?? "unknown"
            return diagnostic(
                "the character \(name) cannot stand in a plan (\(problem)); remove it, or write it as an escape in "
                    + "double quotes",
                at: mark(of: scalar, in: text))
        case .tooDeep(let mark):
            return diagnostic(tooDeep, at: mark)
        case .memory:
            return diagnostic("there is no memory to read the YAML", at: .start)
        }
    }

    private static let tooDeep = "the YAML is nested too deep; a plan needs a few levels only"

    private static func sentence(
        _ problem: String, at mark: YAMLNode.Mark, context: String?, start: YAMLNode.Mark?, in text: String
    ) -> String {
        let opened = start.map { " that starts at \($0.line):\($0.column)" } ?? ""
        switch problem {
        case "did not find expected ',' or ']'":
            return "expected ',' or ']' here: the list\(opened) is not closed"
        case "did not find expected ',' or '}'":
            return "expected ',' or '}' here: the mapping\(opened) is not closed"
        case "did not find expected key":
            return
                "expected a key here, in the mapping\(opened); check the indentation, and quote text that has ': ', "
                + "'#' or quotes in it"
        case "did not find expected '-' indicator":
            return "expected '- ' here, in the list\(opened); check the indentation"
        case "mapping values are not allowed in this context":
            return "':' cannot stand here; quote text with ': ' in it, or check the indentation of the key"
        case "block sequence entries are not allowed in this context":
            return "'- ' cannot stand here; put the list on lines of its own, or write [a, b]"
        case "mapping keys are not allowed in this context":
            return "a key cannot stand here; put it on a line of its own"
        case "could not find expected ':'":
            return "expected ':' after the key\(opened)"
        case "found character that cannot start any token":
            return unexpectedCharacter(at: mark, in: text)
        case let tab where tab.hasPrefix("found a tab character"):
            return "a tab cannot indent; use spaces"
        case "found unexpected end of stream":
            return "the quoted text\(opened) is not closed"
        case "found unknown escape character":
            return "unknown escape in double quotes; write '\\\\' for a backslash, or put the text in single quotes"
        case "found unexpected ':'":
            return "':' cannot stand in unquoted text inside [ ] and { }; quote the text"
        case "did not find expected alphabetic or numeric character":
            return "a name is missing after '&' or '*'; quote text that starts with either"
        case "did not find expected comment or line break":
            return "expected the end of the line after '|' or '>'; the text starts on the next one"
        case "did not find expected hexdecimal number", "found invalid Unicode character escape code":
            return "unknown character escape in double quotes; write it as '\\u00E9'"
        case "did not find expected whitespace or line break":
            return "expected a space after this; quote text that starts with '!'"
        case "did not find expected <document start>":
            return "expected the end of the plan here; check the indentation: keys of the plan start in column 1"
        case "did not find expected node content":
            return "expected a value here"
        case "found incompatible YAML document":
            return "this YAML version is not known; remove the %YAML line"
        case "found undefined tag handle":
            return "unknown tag; quote text that starts with '!'"
        case let nesting where nesting.hasPrefix("Maximum nesting level"):
            return tooDeep
        case _ where context?.hasSuffix("directive") ?? false:
            return "a line cannot start with '%'; quote the text"
        default:
            return "the YAML cannot be read: \(problem)" + (context.map { " (\($0)\(opened))" } ?? "")
        }
    }

    private static func unexpectedCharacter(at mark: YAMLNode.Mark, in text: String) -> String {
        guard let character = line(mark.line, of: text).unicodeScalars.dropFirst(mark.column - 1).first else {
            return "a value cannot start here"
        }
        if character == "\t" { return "a tab cannot indent; use spaces" }
        return "a value cannot start with '\(character)'; put it in single quotes"
    }

    /// In `{csv: ${FILE}}` the braces are YAML's: the most likely slip where a parameter stands in the line.
    private static func parameterHint(line number: Int, in text: String) -> String {
        line(number, of: text).contains("${")
            ? "; inside [ ] and { } a value with '${' in it must be quoted" : ""
    }

    private static func line(_ number: Int, of text: String) -> Substring {
        var rest = text[...]
        for _ in 1..<max(1, number) {
            guard let end = rest.utf8.firstIndex(of: UInt8(ascii: "\n")) else { return "" }
            rest = rest[rest.utf8.index(after: end)...]
        }
        return rest.utf8.firstIndex(of: UInt8(ascii: "\n")).map { rest[..<$0] } ?? rest
    }

    /// Of the first such character.
    private static func mark(of wanted: Unicode.Scalar?, in text: String) -> YAMLNode.Mark {
        var mark = YAMLNode.Mark.start
        for scalar in text.unicodeScalars {
            if scalar == wanted { return mark }
            mark.column += 1
            if scalar == "\n" { mark = YAMLNode.Mark(line: mark.line + 1, column: 1) }
        }
        return .start
    }
}
