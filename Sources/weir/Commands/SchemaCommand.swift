import ArgumentParser
import Plan

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of plan files.",
        discussion: """
            For editors that complete and check YAML by a schema. The schema knows the keys and what their values look like; \
            'weir check' knows the rest.
            """)

    func run() throws {
        try TextSink.output.write(PlanSchema.json())
    }
}
