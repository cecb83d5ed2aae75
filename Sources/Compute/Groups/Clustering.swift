import Columnar
package import Plan

/// Rows that are alike, by number.
package struct Clustering: FittedFeatureGroup {
    package let documentation = GroupDocumentation(
        name: "clustering",
        title: "Clustering",
        grammar: "a,b__cluster_{alg}_{k}",
        summary: """
            The number, from 0, of the cluster that a row belongs to, int64. Columns are brought to mean 0 and deviation 1 first, so \
            that each counts alike.
            """,
        operations: [
            (
                "cluster_kmeans_{k}",
                "k clusters around their means; numbered by these, ascending; by Lloyd's algorithm from the best of 10 starts"
            ),
            (
                "cluster_dbscan_{k}",
                "crowds of rows, numbered by their first rows; −1: in none; k makes eps 1/k, and auto makes it 0.5"
            ),
        ],
        options: [
            .init("seed", .number, default: "42", "for kmeans: where its random numbers start, a whole number from 0"),
            .init("eps", .number, default: "1/k", "for dbscan: how far neighbours are from each other at most"),
            .init(
                "min_samples", .number, default: "5",
                "for dbscan: how many neighbours a row in the midst of a cluster has, itself among them"),
        ],
        nulls: "A row with a null, a NaN or an infinity takes no part, and is null.",
        frameworks: [.arrow, .rows],
        example: .init(
            input: """
                a,b
                9,9
                0,1
                1,0
                ,5
                9,8

                """,
            feature: "a,b__cluster_kmeans_2",
            output: """
                a,b__cluster_kmeans_2
                1
                0
                0

                1

                """))

    package init() {}

    private enum Operation {
        case kmeans(Int)
        case dbscan(eps: Double)

        init?(_ text: Substring) {
            let parts = text.split(separator: "_", omittingEmptySubsequences: false)
            guard parts.count == 3, parts[0] == "cluster" else { return nil }
            let count = Int(parts[2]).flatMap { (1...10_000).contains($0) && parts[2] == String($0) ? $0 : nil }
            switch (parts[1], count) {
            case ("kmeans", let count?): self = .kmeans(count)
            case ("dbscan", let count?): self = .dbscan(eps: 1 / Double(count))
            case ("dbscan", nil) where parts[2] == "auto": self = .dbscan(eps: 0.5)
            default: return nil
            }
        }
    }

    /// Nil where no row is complete.
    package struct Clusters: Codable, Sendable {
        var mean: [Double]
        var deviation: [Double]
        /// Of k-means, by number, in deviations from the mean.
        var centres: [[Double]]?
        /// Of DBSCAN, in deviations from the mean.
        var cores: [[Double]]?
        /// The cluster of each core.
        var clusters: [Int]?
        var eps: Double?
    }

    package func match(_ operation: Substring) -> OperationMatch {
        guard operation.hasPrefix("cluster_") else { return .no }
        return Operation(operation) != nil
            ? .yes(.atLeast(1)) : .unknown(segments: ["cluster_kmeans_3", "cluster_dbscan_auto", "cluster_dbscan_2"])
    }

    package func validate(_ call: FeatureCall) throws(OptionProblem) {
        var isKMeans = false
        if case .kmeans? = Operation(call.operation[...]) { isKMeans = true }
        try call.allow("seed", when: isKMeans, users: "cluster_kmeans_{k}")
        try call.allow("eps", when: !isKMeans, users: "cluster_dbscan_{k}")
        try call.allow("min_samples", when: !isKMeans, users: "cluster_dbscan_{k}")
        if let seed = call.options["seed"], seed.intValue ?? -1 < 0 {
            throw OptionProblem(option: "seed", "seed is \(seed); it is a whole number from 0")
        }
        if let eps = call.options["eps"]?.doubleValue, !(eps > 0 && eps.isFinite) {
            throw OptionProblem(option: "eps", "eps is \(eps); it is a distance greater than 0")
        }
        if let least = call.options["min_samples"], least.intValue ?? 0 < 1 {
            throw OptionProblem(option: "min_samples", "min_samples is \(least); it is a whole number from 1")
        }
    }

    package func result(of call: FeatureCall, inputs: [DataType?]) throws(OptionProblem) -> FeatureShape {
        for case .some(let type) in inputs where !type.isNumeric {
            throw .cannot(call.operation, type, "it takes numbers; encode the column first, or give it a number type")
        }
        return .column(.int64)
    }

    package func fit(_ call: FeatureCall, inputs: [FeatureData], rows: Int) throws -> Clusters? {
        let complete = try CompleteRows(inputs[...], rows: rows)
        if complete.count == 0 { return nil }
        let mean = complete.means
        let deviation = complete.deviations(from: mean)
        let scaled = complete.standardised(centre: mean, scale: deviation)
        var fit = Clusters(mean: mean, deviation: deviation)
        switch Operation(call.operation[...]) {
        case .kmeans(let count):
            let seed = UInt64(clamping: call.options["seed"]?.intValue ?? 42)
            guard let means = KMeans(scaled, clusters: count, seed: seed) else {
                throw Self.tooFewRows(call, clusters: count)
            }
            fit.centres = means.centres
        case .dbscan(let eps):
            let reach = call.options["eps"]?.doubleValue ?? eps
            let least = Int(clamping: call.options["min_samples"]?.intValue ?? 5)
            let crowds = DensityClusters(scaled, reach: reach, least: least)
            fit.cores = (0..<crowds.cores.count).map { Array(crowds.cores[$0]) }
            fit.clusters = crowds.clusters
            fit.eps = reach
        case nil: throw ComputeError(.internal, "there is no operation '\(call.operation)'")
        }
        return fit
    }

    /// Over rows too.
    static func tooFewRows(_ call: FeatureCall, clusters count: Int) -> ComputeError {
        ComputeError(
            .data,
            "'\(call.operation)' needs \(count) different rows without nulls, and there are fewer; "
                + "ask for fewer clusters")
    }

    package func apply(_ fit: Clusters?, _ call: FeatureCall, inputs: [FeatureData], rows: Int) throws -> FeatureData {
        let complete = try CompleteRows(inputs[...], rows: rows)
        guard let fit else { return .column(try Column(nulls: rows, type: .int64)) }
        try complete.check(width: fit.mean.count, call.operation)
        let scaled = complete.standardised(centre: fit.mean, scale: fit.deviation)
        let cluster = try clusters(fit)
        var numbers = [Int64?](repeating: nil, count: rows)
        for (place, row) in scaled.rows.enumerated() { numbers[row] = Int64(cluster(scaled[place])) }
        return .column(try Column(int64s: numbers))
    }

    private func clusters(_ fit: Clusters) throws(ComputeError) -> (ArraySlice<Double>) -> Int {
        let width = fit.mean.count
        if let centres = fit.centres, !centres.isEmpty, centres.allSatisfy({ $0.count == width }) {
            let means = KMeans(centres: centres)
            return { means.cluster(of: $0) }
        }
        if let cores = fit.cores, let clusters = fit.clusters, let eps = fit.eps, clusters.count == cores.count,
            cores.allSatisfy({ $0.count == width })
        {
            let rows = CompleteRows(width: width, values: cores.flatMap { $0 }, rows: Array(cores.indices))
            let crowds = DensityClusters(cores: rows, clusters: clusters, reach: eps)
            return { crowds.cluster(of: $0) }
        }
        throw ComputeError(.data, "what was fitted is neither of kmeans nor of dbscan; fit it again")
    }
}
