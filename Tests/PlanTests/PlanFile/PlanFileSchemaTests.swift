import Foundation
import Testing

@testable import Plan

@Suite("The JSON Schema of plan files")
struct PlanFileSchemaTests {
    private func schema() throws -> [String: Any] {
        let data = Data(PlanSchema.json().utf8)
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test("It is of draft 2020-12, and every mapping in it is closed, titled and described")
    func structure() throws {
        let schema = try schema()
        #expect(schema["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
        let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
        #expect(Set(definitions.keys) == Set(KeyTable.all.dropFirst().map(\.id) + ["parameter"]))
        for (table, definition) in [(KeyTable.plan, schema)]
            + KeyTable.all.dropFirst().map({ ($0, definitions[$0.id] ?? [:]) })
        {
            #expect(definition["additionalProperties"] as? Bool == false)
            let properties = try #require(definition["properties"] as? [String: [String: Any]])
            #expect(Set(properties.keys) == Set(table.keys.map(\.name)))
            for (name, property) in properties {
                #expect(property["title"] as? String == name)
                #expect(!(property["description"] as? String ?? "").isEmpty)
            }
        }
    }

    @Test("Every reference in it leads somewhere")
    func references() throws {
        let schema = try schema()
        let definitions = try #require(schema["$defs"] as? [String: Any])
        var stack: [Any] = [schema]
        var count = 0
        while let value = stack.popLast() {
            if let object = value as? [String: Any] {
                if let reference = object["$ref"] as? String {
                    count += 1
                    #expect(
                        reference.hasPrefix("#/$defs/") && definitions[String(reference.dropFirst(8))] != nil,
                        "\(reference)")
                }
                stack += object.values
            } else if let list = value as? [Any] {
                stack += list
            }
        }
        #expect(count > 10)
    }

    @Test("Enumerations list what the decoder takes")
    func enumerations() {
        let schema = PlanSchema.json()
        for name in ["asof", "backward", "keep-going", "processes", "replace", "warn"] {
            #expect(schema.contains("\"\(name)\""))
        }
    }

    /// Each table at the place where the decoder reads it: what comes before and after a mapping's entries.
    private static let places: [String: (before: String, after: String)] = [
        "plan": ("{", "}"),
        "source": ("sources: {a: {", "}}"),
        "group": ("groups: {a: {", "}}"),
        "sort_key": ("groups: {a: {from: b, sort_by: {", "}}}"),
        "link": ("links: [{", "}]"),
        "filter": ("filters: [{", "}]"),
        "check": ("checks: [{", "}]"),
        "row_count": ("checks: [{feature: x, row_count: {", "}}]"),
        "output": ("outputs: {a: {", "}}"),
        "table_target": ("outputs: {a: {features: [x], to: {", "}}}"),
        "feature": ("outputs: {a: {features: [{", "}]}}"),
        "retries": ("run: {retries: {", "}}"),
        "run": ("run: {", "}"),
    ]

    /// What a mapping needs besides for a key to be looked at.
    private static let companions: [String: String] = [
        "delimiter": "csv: x", "header": "csv: x", "quote": "csv: x", "null_values": "csv: x", "encoding": "csv: x",
        "uri": "adbc: x",
        "table": "sqlite: x", "query": "sqlite: x", "types": "csv: x", "columns": "csv: x", "framework": "csv: x",
        "order_by": "csv: x", "direction": "join: asof", "tolerance": "join: asof", "time": "join: asof",
        "allow_exact_matches": "join: asof",
    ]
    private static let groupCompanions: [String: String] = [
        "group_by": "from: b", "features": "from: b, group_by: k", "time": "from: b", "every": "from: b",
        "partition_by": "from: b, every: 1h", "framework": "sql: x", "inputs": "command: [x]",
        "outputs": "command: [x]",
        "rows": "command: [x]", "timeout": "command: [x]", "env": "command: [x]", "where": "from: b",
        "distinct": "from: b",
        "sort_by": "from: b", "limit": "from: b", "from": "group_by: x",
    ]

    @Test("The decoder reads every key that the tables list", arguments: KeyTable.all.map(\.id))
    func everyKeyIsRead(id: String) throws {
        let table = try #require(KeyTable.all.first { $0.id == id })
        let place = try #require(Self.places[id])
        for key in table.keys {
            // No key takes a list of a list of a list, so one that is read complains about it; `options` nests
            // anything.
            let value = "[[[5]]]"
            var companion: String?
            if id == "feature" && key.name != "name" { companion = "name: x" }
            if id == "group" { companion = Self.groupCompanions[key.name] }
            if id == "source" || id == "link" { companion = Self.companions[key.name] }
            let entries = ["\(key.name): \(value)", companion].compactMap(\.self).joined(separator: ", ")
            let errors = PlanFileFixture.errors(place.before + entries + place.after)
            let column = place.before.count + key.name.count + 3
            let isRead = errors.contains { error in
                let parts = error.split(separator: ":")
                return parts.count > 2 && (Int(parts[1]) ?? 0) >= column && !error.contains("unknown key")
                    && !error.contains("does not fit")
            }
            #expect(isRead, "\(id).\(key.name): \(errors)")
        }
    }
}
