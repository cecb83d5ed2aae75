import ADBC
import Monitor
import Plan
import WeirKit

/// What can be used, as text.
enum FrameworkText {
    static func page(_ frameworks: [FrameworkName], _ drivers: [DriverStatus]) -> String {
        let byName = Dictionary(uniqueKeysWithValues: drivers.map { ($0.name, $0) })
        var text = "Compute frameworks\n"
        text += TextTable.of(frameworks.map { line($0.rawValue, byName[$0.rawValue]) }, indent: 2)
        text += "\nDatabases, as sources and for outputs\n"
        return text + TextTable.of(drivers.map { line($0.name, $0) }, indent: 2)
    }

    private static func line(_ name: String, _ driver: DriverStatus?) -> [String] {
        switch driver?.finding {
        // What needs no driver is part of the program.
        case nil: [name, "usable", name == "arrow" ? "Apache Arrow \(Engine.arrowVersion), built in" : "built in"]
        case .usable(let version, let source)?:
            [name, "usable", (version.map { "\($0); " } ?? "") + source.singleLine]
        case .unusable(let reason)?: [name, "not usable", reason.singleLine]
        }
    }
}
