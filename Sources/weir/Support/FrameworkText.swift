import ADBC
import Monitor
import Plan
import WeirKit

/// What can be used, as text.
enum FrameworkText {
    static func page(_ frameworks: [FrameworkName], _ drivers: [DriverStatus]) -> String {
        let byName = Dictionary(uniqueKeysWithValues: drivers.map { ($0.name, $0) })
        var text = "Compute frameworks\n"
        text += TextTable.of(frameworks.map { framework($0, byName[$0.rawValue]) }, indent: 2)
        text += "\nDatabases, as sources and for outputs\n"
        return text + TextTable.of(drivers.map { line($0.name, $0) }, indent: 2)
    }

    /// What it does, or why it cannot.
    private static func framework(_ name: FrameworkName, _ driver: DriverStatus?) -> [String] {
        if case .unusable(let reason)? = driver?.finding { return [name.rawValue, "not usable", reason.singleLine] }
        let use =
            switch name {
            case .arrow: "all steps; Apache Arrow \(Engine.arrowVersion), built in"
            case .rows: "all that adds and changes rows, one row at a time: slow, to check the others by; built in"
            case .postgresql: "chains of steps over a server's own tables as queries in it, where a plan prefers it"
            default: "chains of steps as queries, where a plan prefers it; groups in SQL"
            }
        return [name.rawValue, "usable", use]
    }

    private static func line(_ name: String, _ driver: DriverStatus) -> [String] {
        switch driver.finding {
        case .usable(let version, let source):
            [name, "usable", (version.map { "\($0); " } ?? "") + source.singleLine]
        case .unusable(let reason): [name, "not usable", reason.singleLine]
        }
    }
}
