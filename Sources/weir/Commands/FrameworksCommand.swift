import ADBC
import ArgumentParser
import Monitor
import Plan
import WeirKit

struct FrameworksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "frameworks",
        abstract: "Show the compute frameworks and the databases that can be used.",
        discussion: """
            Loads each database driver that is found: under 'drivers' of the user's configuration, in environment variables \
            WEIR_DRIVER_NAME, by ADBC driver manifests, and where 'make deps' laid them out. A driver that is missing matters only to \
            plans that name its database.
            """)

    func run() throws {
        let status = Engine.frameworkStatus(drivers: try Engine.configuration().drivers)
        try TextSink.output.write(FrameworkText.page(status.frameworks, status.drivers))
    }
}
