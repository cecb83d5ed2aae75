/// The JSON Schema of plan files, for editors that complete and check YAML as it is typed.
package enum PlanSchema {
    /// The schema as text (JSON Schema draft 2020-12), made of the key tables that the decoder reads by; the same
    /// bytes each time.
    package static func json() -> String { document.text() + "\n" }

    static var document: JSONText {
        var members: [(String, JSONText)] = [
            ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
            ("title", .string("weir plan")),
        ]
        members += object(of: .plan)
        let definitions = KeyTable.all.dropFirst().map { ($0.id, JSONText.object(object(of: $0))) }
        members.append(("$defs", .object(definitions + [("parameter", parameter)])))
        return .object(members)
    }

    /// A value that a parameter stands in for, where text would not do.
    private static let parameter = JSONText.object([
        ("type", .string("string")), ("pattern", .string(#"\$\{[^}]+\}"#)),
        ("description", .string("A value with a parameter in it: '${NAME}'.")),
    ])

    private static func object(of table: KeyTable) -> [(String, JSONText)] {
        var members: [(String, JSONText)] = [("description", .string(table.summary)), ("type", .string("object"))]
        let properties = table.keys.map { key in
            (
                key.name,
                JSONText.object(
                    [("title", .string(key.name)), ("description", .string(key.summary))] + schema(of: key.shape))
            )
        }
        members.append(("properties", .object(properties)))
        let required = table.required.map { JSONText.string($0.name) }
        if !required.isEmpty { members.append(("required", .array(required))) }
        if !table.alternatives.isEmpty {
            let alternatives = table.alternatives.map { JSONText.object([("required", .array([.string($0)]))]) }
            members.append(("oneOf", .array(alternatives)))
        }
        members.append(("additionalProperties", .bool(false)))
        return members
    }

    private static func schema(of shape: ValueShape) -> [(String, JSONText)] {
        switch shape {
        case .text:
            return [("type", .array([.string("string"), .string("number")]))]
        case .name, .scalar:
            return [("type", .array(["string", "number", "boolean"].map(JSONText.string)))]
        case .boolean:
            return orParameter([("type", .string("boolean"))])
        case .integer(let minimum):
            return orParameter([("type", .string("integer")), ("minimum", .integer(minimum))])
        case .size:
            return [
                ("type", .array([.string("string"), .string("integer")])),
                ("examples", .array([.string("512MiB"), .string("2GB")])),
            ]
        case .duration:
            return [
                ("type", .string("string")), ("examples", .array(["90s", "15m", "2h", "1d"].map(JSONText.string))),
            ]
        case .dataType:
            let names = DataType.names.filter { !$0.hasPrefix("decimal") }
            return [
                (
                    "anyOf",
                    .array([
                        .object([("enum", .array(names.map(JSONText.string)))]),
                        .object([("type", .string("string")), ("pattern", .string(#"^decimal\( *\d+ *, *\d+ *\)$"#))]),
                        reference("parameter"),
                    ])
                )
            ]
        case .anything:
            return []
        case .choice(let names):
            return orParameter([("enum", .array(names.map(JSONText.string)))])
        case .list(let element, let minimum):
            return [
                ("type", .string("array")), ("items", .object(schema(of: element))), ("minItems", .integer(minimum)),
            ]
        case .oneOrMore(let element):
            return [("anyOf", .array([.object(schema(of: element)), .object(schema(of: .list(element)))]))]
        case .dictionary(let value):
            return [("type", .string("object")), ("additionalProperties", .object(schema(of: value)))]
        case .table(let id):
            return [("$ref", .string("#/$defs/\(id)"))]
        case .either(let shapes):
            return [("anyOf", .array(shapes.map { .object(schema(of: $0)) }))]
        }
    }

    private static func orParameter(_ schema: [(String, JSONText)]) -> [(String, JSONText)] {
        [("anyOf", .array([.object(schema), reference("parameter")]))]
    }

    private static func reference(_ id: String) -> JSONText { .object([("$ref", .string("#/$defs/\(id)"))]) }
}

/// JSON whose members keep their order.
indirect enum JSONText: Sendable {
    case string(String)
    case integer(Int)
    case bool(Bool)
    case array([JSONText])
    case object([(String, JSONText)])

    /// Indented by two spaces a level.
    func text(indent: String = "") -> String {
        let inner = indent + "  "
        switch self {
        case .string(let text): return JSONText.quoted(text)
        case .integer(let number): return String(number)
        case .bool(let flag): return flag ? "true" : "false"
        case .array(let items):
            if items.isEmpty { return "[]" }
            return "[\n" + items.map { inner + $0.text(indent: inner) }.joined(separator: ",\n") + "\n\(indent)]"
        case .object(let members):
            if members.isEmpty { return "{}" }
            let lines = members.map { "\(inner)\(JSONText.quoted($0.0)): \($0.1.text(indent: inner))" }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        }
    }

    /// As RFC 8259 (section 7) escapes text.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case let control where control.value < 0x20:
                let code = String(control.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - code.count) + code
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
