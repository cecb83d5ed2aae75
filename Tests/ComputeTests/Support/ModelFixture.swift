import Columnar
import Compute
import Plan

/// Tables, and what scikit-learn makes of them: Fixtures/models.py.
struct ModelFixture: Decodable {
    struct Density: Decodable {
        var eps: Double
        var least: Int
        var labels: [Int64]
    }
    struct Series: Decodable {
        var values: [Double?]
        var deviation: Double
    }
    var mixed: [[Double]]
    var pca: [[Double]]
    var crowds: [[Double]]
    var kmeans: [Int64]
    var crescents: [[Double]]
    var dbscan: [Density]
    var crowdsDBSCAN: [Int64]
    var series: [Double]
    var linear: Series
    var ridge: Series

    /// Those that have the models.
    static let frameworks: [FrameworkName] = [.arrow, .rows]

    static func read() throws -> ModelFixture { try Fixture.read("models") }

    /// Columns a, b, c, … with a row of nulls and one of NaN before the others, which no model is to see.
    static func table(_ columns: [[Double]], in framework: FrameworkName) throws -> TestTable {
        let names = ["a", "b", "c", "d"]
        let made = try columns.map { try Column(doubles: [nil, .nan] + $0) }
        switch made.count {
        case 2: return TestTable([names[0]: made[0], names[1]: made[1]], in: framework)
        case 3: return TestTable([names[0]: made[0], names[1]: made[1], names[2]: made[2]], in: framework)
        case 4:
            return TestTable(
                [names[0]: made[0], names[1]: made[1], names[2]: made[2], names[3]: made[3]], in: framework)
        default: throw TestFailure("\(made.count) columns")
        }
    }
}

extension TestTable {
    /// The columns of a family, by suffix.
    mutating func family(_ feature: String) throws -> [String: [Double?]] {
        guard case .family(let family) = try compute(feature).data else { throw TestFailure("no family") }
        return try Dictionary(uniqueKeysWithValues: family.members.map { ($0.suffix, try $0.column.doubles()) })
    }

    mutating func numbers(_ feature: String) throws -> [Int64?] {
        guard case .column(let column) = try compute(feature).data else { throw TestFailure("a family") }
        return try column.int64s()
    }
}
