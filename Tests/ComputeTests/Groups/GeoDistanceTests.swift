import Columnar
import Compute
import Plan
import Testing

@Suite("Geo distance")
struct GeoDistanceTests {
    @Test("haversine: a quarter and half of the Earth, and known airports")
    func haversine() throws {
        let quarter = 6371.0088 * Double.pi / 2
        var table = TestTable([
            "lat1": try Column(doubles: [0, 90, 10, 40.639751, 0, nil]),
            "lon1": try Column(doubles: [0, 0, 20, -73.778925, 179.5, 1]),
            "lat2": try Column(doubles: [0, -90, 10, 33.942536, 0, 2]),
            "lon2": try Column(doubles: [90, 0, 20, -118.408075, -179.5, 3]),
        ])
        let kilometres = try table.doubles("lat1&lon1&lat2&lon2__haversine_distance")
        // JFK to LAX: by the haversine formula with numpy. Across the date line: one degree of the equator.
        #expect(agree(kilometres, [quarter, 2 * quarter, 0, 3974.2054516289463, quarter / 90, nil], within: 1e-10))
    }

    @Test("euclidean does not overflow on the way; manhattan; integers count as numbers")
    func plane() throws {
        var table = TestTable([
            "a": try Column(doubles: [3e200, 1, .nan]), "b": try Column(int64s: [0, -2, 0]),
            "c": try Column(doubles: [0, 4, 0]), "d": try Column(int32s: [0, 2, 0]),
        ])
        let euclidean = try table.doubles("a&b&c&d__euclidean_distance")
        #expect(agree(Array(euclidean.prefix(2)), [3e200, 5]))
        #expect(euclidean[2]?.isNaN == true)
        #expect(try table.doubles("a&b&c&d__manhattan_distance").prefix(2) == [3e200, 7])
    }

    @Test("texts are refused; names")
    func refused() {
        let group = GeoDistance()
        let call = FeatureCall(group: "geo_distance", operation: "haversine_distance", inputCount: 4)
        #expect(throws: OptionProblem.self) {
            try group.result(of: call, inputs: [.float64, .float64, .string, .float64])
        }
        #expect(group.match("haversine_distance") == .yes(.exactly(4)))
        #expect(group.match("cosine_distance") != .yes(.exactly(4)))
    }
}
