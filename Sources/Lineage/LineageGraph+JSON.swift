import Plan

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension LineageGraph {
    /// For programs. Rows are ranges that count from 1, both ends included, or `"all"`; left out where only features were asked for.
    package var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(Document(self)), as: UTF8.self)
        }
    }
}

private struct Document: Encodable {
    struct Feature: Encodable {
        var id: SlotID
        var feature: String
        var dataset: String
        var step: StepID
        var group: String
        var framework: FrameworkName
        var details: String
        var rows: Rows?
        var inputs: [Input]
        var source: Column?
    }

    struct Input: Encodable {
        var id: SlotID
        var role: LineageGraph.Role
    }

    struct Column: Encodable {
        var source: String
        var column: String
        var place: String
    }

    struct Source: Encodable {
        struct File: Encodable {
            var name: String
            var rows: Rows
        }
        var source: String
        var place: String
        var columns: [String]
        var files: [File]?
    }

    var schemaVersion = 1
    var plan: String
    var output: String
    var column: String
    var row: Int?
    var features: [Feature]
    var sources: [Source]

    enum CodingKeys: String, CodingKey {
        case schemaVersion = "schema_version"
        case plan, output, column, row, features, sources
    }

    init(_ graph: LineageGraph) {
        plan = graph.plan.name
        output = graph.output
        column = graph.column
        row = graph.row.map { $0 + 1 }
        features = graph.nodes.map { node in
            let step = graph.plan[node.step]
            return Feature(
                id: node.slot, feature: node.feature, dataset: graph.plan[graph.plan[node.slot].dataset].name,
                step: node.step, group: graph.plan.groupName(of: step), framework: step.framework,
                details: graph.plan.details(of: step), rows: node.rows.map { Rows($0) },
                inputs: node.inputs.map { Input(id: $0.slot, role: $0.role) },
                source: node.origin.map { Column(source: $0.source, column: $0.column, place: $0.place) })
        }
        sources = graph.sources.map { source in
            Source(
                source: source.name, place: source.place, columns: source.columns,
                files: source.files?.map { Source.File(name: $0.name, rows: Rows($0.rows)) })
        }
    }
}

private struct Rows: Encodable {
    var rows: RowSet

    init(_ rows: RowSet) { self.rows = rows }

    func encode(to encoder: any Encoder) throws {
        if rows == .all {
            var container = encoder.singleValueContainer()
            return try container.encode("all")
        }
        var container = encoder.unkeyedContainer()
        for range in rows.ranges { try container.encode([range.lowerBound, range.upperBound]) }
    }
}
