import Foundation
import Testing

@testable import Plan

@Suite("Plans against their JSON Schema")
struct PlanFileSchemaValidationTests {
    /// The keywords of JSON Schema that the plan's schema uses, checked one after another.
    private struct Validator {
        let root: [String: Any]

        func accepts(_ value: OptionValue, _ schema: [String: Any]) -> Bool {
            if let reference = schema["$ref"] as? String {
                let definitions = root["$defs"] as? [String: [String: Any]] ?? [:]
                guard let target = definitions[String(reference.dropFirst("#/$defs/".count))] else { return false }
                if !accepts(value, target) { return false }
            }
            if let types = (schema["type"] as? [String]) ?? (schema["type"] as? String).map({ [$0] }),
                !types.contains(where: { isType($0, value) })
            {
                return false
            }
            if let choices = schema["enum"] as? [String], !(value.stringValue.map(choices.contains) ?? false) {
                return false
            }
            if let minimum = schema["minimum"] as? Int, let number = value.intValue, number < minimum { return false }
            if let pattern = schema["pattern"] as? String, let text = value.stringValue,
                text.range(of: pattern, options: .regularExpression) == nil
            {
                return false
            }
            if let alternatives = schema["anyOf"] as? [[String: Any]],
                !alternatives.contains(where: { accepts(value, $0) })
            {
                return false
            }
            if let alternatives = schema["oneOf"] as? [[String: Any]],
                alternatives.filter({ accepts(value, $0) }).count != 1
            {
                return false
            }
            return acceptsParts(value, schema)
        }

        private func acceptsParts(_ value: OptionValue, _ schema: [String: Any]) -> Bool {
            switch value {
            case .list(let items):
                if let minimum = schema["minItems"] as? Int, items.count < minimum { return false }
                guard let item = schema["items"] as? [String: Any] else { return true }
                return items.allSatisfy { accepts($0, item) }
            case .map(let entries):
                let keys = Set(entries.map(\.key))
                if let required = schema["required"] as? [String], !keys.isSuperset(of: required) { return false }
                let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
                return entries.allSatisfy { entry in
                    if let property = properties[entry.key] { return accepts(entry.value, property) }
                    if let others = schema["additionalProperties"] as? [String: Any] {
                        return accepts(entry.value, others)
                    }
                    return schema["additionalProperties"] as? Bool ?? true
                }
            default: return true
            }
        }

        private func isType(_ type: String, _ value: OptionValue) -> Bool {
            switch (type, value) {
            case ("object", .map), ("array", .list), ("string", .string), ("integer", .int), ("number", .int),
                ("number", .double), ("boolean", .bool):
                true
            default: false
            }
        }
    }

    private func isValid(_ text: String) throws -> Bool {
        let object = try JSONSerialization.jsonObject(with: Data(PlanSchema.json().utf8))
        let schema = try #require(object as? [String: Any])
        let document = try YAMLDocument(text: text, file: "plan.yaml")
        let node = try #require(document.root)
        let reader = NodeReader(document)
        // An editor sees parameters as they are written.
        for name in ["DATA", "N"] { reader.parameters.set(name, to: .init(text: "${\(name)}", isTyped: false)) }
        let plan = try #require(reader.option(node))
        try reader.finish()
        return Validator(root: schema).accepts(plan, schema)
    }

    @Test("A full plan is valid")
    func fullPlan() throws {
        #expect(try isValid(PlanFileFullPlanTests.text))
    }

    @Test(
        "What the decoder takes, the schema takes",
        arguments: [
            "run: {workers: '${N}', memory: 512MiB, retries: {times: 2, backoff: 1s}, fail: keep-going}",
            "run: {mode: sync, retries: 2, drivers: {a: b}}",
            "sources: {a: {csv: a, header: [x, 2013], order_by: [a, {column: b, descending: true}], types: {x: 'decimal(3, 1)'}}}",
            "groups: {a: {from: [b, c], union: true}, d: {from: a, sort_by: -x, limit: 0}}",
            "links: [{join: asof, left: a, right: b, on: {x: y}, time: {t: u}, tolerance: 2h}]",
            "checks: [{feature: {name: x}, in: [1, a, true], row_count: {min: 1}, severity: warn}]",
            "outputs: {o: {features: x, to: {postgresql: u, table: t, mode: append}}}",
            "outputs: {o: {features: [{name: x, in_features: [y, {name: z}], options: {deep: {a: [1]}}, as: q}]}}",
        ])
    func taken(text: String) throws {
        #expect(try isValid(text))
    }

    @Test(
        "What the decoder refuses by its keys and types, the schema refuses",
        arguments: [
            "souces: {}", "sources: {a: {csv: a, json: b}}", "sources: {a: {types: {x: int64}}}", "sources: [a]",
            "sources: {a: {csv: a, types: {x: int46}}}", "links: [{join: left, left: a, right: b}]",
            "links: [{join: cross, left: a, right: b, on: k}]", "run: {workers: 0}", "run: {mode: thread}",
            "outputs: {o: {to: a.csv}}", "outputs: {o: {features: []}}", "outputs: {o: {features: [{nam: x}]}}",
            "groups: {a: {from: b, distinct: 5}}", "filters: {feature: x}",
        ])
    func refused(text: String) throws {
        #expect(try !isValid(text))
    }
}
