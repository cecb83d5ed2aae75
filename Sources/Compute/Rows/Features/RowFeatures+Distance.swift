import Plan

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

extension RowFeatures {
    /// From (a, b) to (c, d); null where one of them is.
    static func distance(_ call: RowCall) throws -> [RowValue] {
        let between: (Double, Double, Double, Double) -> Double
        switch call.operation(without: "_distance") {
        case "haversine": between = alongGreatCircle
        case "euclidean":
            between = { a, b, c, d in
                let (x, y) = (abs(a - c), abs(b - d))
                let greatest = max(x, y)
                if x.isNaN || y.isNaN || greatest == 0 || greatest.isInfinite { return x + y }
                return greatest * ((x / greatest) * (x / greatest) + (y / greatest) * (y / greatest)).squareRoot()
            }
        case "manhattan": between = { a, b, c, d in abs(a - c) + abs(b - d) }
        default: throw call.unknownOperation
        }
        return (0..<call.rows).map { row in
            let ends = call.inputs.compactMap { $0[row].number }
            return ends.count == 4 ? .double(between(ends[0], ends[1], ends[2], ends[3])) : .null
        }
    }

    /// On a sphere as large as the Earth, of degrees: hav θ = hav Δφ + cos φ₁ cos φ₂ hav Δλ, with hav x = sin²(x / 2).
    private static func alongGreatCircle(_ lat1: Double, _ lon1: Double, _ lat2: Double, _ lon2: Double) -> Double {
        func radians(_ degrees: Double) -> Double { degrees / 180 * .pi }
        func haversine(_ angle: Double) -> Double { sin(angle / 2) * sin(angle / 2) }
        let share =
            haversine(radians(lat2 - lat1))
            + cos(radians(lat1)) * cos(radians(lat2)) * haversine(radians(lon2 - lon1))
        return 6371.0088 * 2 * asin(min(1, share).squareRoot())
    }
}
