package import Columnar
package import Plan

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Distances of two points of each row.
package struct GeoDistance: ColumnFeatureGroup {
    package let documentation = GroupDocumentation(
        name: "geo_distance",
        title: "Geo distance",
        grammar: "a&b&c&d__{op}_distance",
        summary: "How far the point (a, b) is from the point (c, d), float64.",
        operations: [
            (
                "haversine_distance",
                "along the great circle, in km: lat1&lon1&lat2&lon2 in degrees, on a sphere of radius 6371.0088 km"
            ),
            ("euclidean_distance", "√((a − c)² + (b − d)²), in the units of the inputs"),
            ("manhattan_distance", "|a − c| + |b − d|, in the units of the inputs"),
        ],
        options: [],
        nulls: "Null where any of the four is. NaN gives NaN.",
        frameworks: [.arrow, .rows],
        example: .init(
            input: """
                x1,y1,x2,y2
                0,0,3,4
                1,1,,2
                -1,2,2,-2

                """,
            feature: "x1&y1&x2&y2__euclidean_distance",
            output: """
                x1&y1&x2&y2__euclidean_distance
                5

                5

                """))

    /// Of the Earth, in km: the mean radius R₁ of the IUGG.
    static let earthRadius = 6371.0088

    package init() {}

    private enum Operation: String, CaseIterable { case haversine, euclidean, manhattan }

    package func match(_ operation: Substring) -> OperationMatch {
        .suffixed(operation, "_distance", operations: Operation.allCases.map(\.rawValue), arity: .exactly(4))
    }

    package func result(of call: FeatureCall, inputs: [DataType?]) throws(OptionProblem) -> FeatureShape {
        for case .some(let type) in inputs where !type.isNumeric {
            throw .cannot(call.operation, type, "it takes four numbers; an expression can cast: cast(x as float64)")
        }
        return .column(.float64)
    }

    package func column(_ call: FeatureCall, inputs: [Column], rows: Int) throws -> Column {
        switch Operation(rawValue: String(call.operation(without: "_distance"))) {
        case .haversine: try distances(inputs, rows, Self.haversine)
        case .euclidean: try distances(inputs, rows) { Self.length($0 - $2, $1 - $3) }
        case .manhattan: try distances(inputs, rows) { abs($0 - $2) + abs($1 - $3) }
        case nil: throw ComputeError(.internal, "there is no operation '\(call.operation)'")
        }
    }

    /// Sinnott, "Virtues of the Haversine", Sky and Telescope 68 (1984): exact also for near points.
    private static func haversine(_ lat1: Double, _ lon1: Double, _ lat2: Double, _ lon2: Double) -> Double {
        let radians = Double.pi / 180
        let half = (lat: sin((lat2 - lat1) * radians / 2), lon: sin((lon2 - lon1) * radians / 2))
        let share = half.lat * half.lat + cos(lat1 * radians) * cos(lat2 * radians) * half.lon * half.lon
        // Rounding may bring the share of opposite points above 1.
        return 2 * earthRadius * asin(share > 1 ? 1 : share.squareRoot())
    }

    /// NaN where either is, also beside an infinity, unlike `hypot`.
    private static func length(_ x: Double, _ y: Double) -> Double { x.isNaN || y.isNaN ? .nan : hypot(x, y) }

    private func distances(
        _ inputs: [Column], _ rows: Int, _ distance: (Double, Double, Double, Double) -> Double
    ) throws -> Column {
        try inputs[0].withDoubles { a in
            try inputs[1].withDoubles { b in
                try inputs[2].withDoubles { c in
                    try inputs[3].withDoubles { d in
                        let result = try ColumnWriter<Double>(count: rows)
                        try ParallelLoop.rows(rows) { rows in
                            for row in rows {
                                if a.isValid(row) && b.isValid(row) && c.isValid(row) && d.isValid(row) {
                                    result[row] = distance(a[row], b[row], c[row], d[row])
                                } else {
                                    result.setNull(row)
                                }
                            }
                        }
                        return try result.finish()
                    }
                }
            }
        }
    }
}
