import Plan

/// Rows that are alike, by number. Columns are brought to mean 0 and deviation 1 first.
enum RowClustering: FittedRowGroup {
    /// Nil where no row is complete.
    static func fit(_ call: RowCall) throws -> Clustering.Clusters? {
        let samples = RowSamples(call.inputs, rows: call.rows)
        if samples.count == 0 { return nil }
        let mean = samples.means
        let deviation = (0..<samples.width).map { samples.column($0).deviation }
        let rows = samples.standardised(mean: mean, deviation: deviation)
        var fit = Clustering.Clusters(mean: mean, deviation: deviation)
        switch try Operation(call) {
        case .kmeans(let count):
            let seed = UInt64(clamping: call.call.options["seed"]?.intValue ?? 42)
            guard let centres = try RowKMeans.centres(of: rows, count, seed: seed, call.context) else {
                throw Clustering.tooFewRows(call.call, clusters: count)
            }
            fit.centres = centres
        case .dbscan(let eps):
            let reach = call.call.options["eps"]?.doubleValue ?? eps
            let least = Int(clamping: call.call.options["min_samples"]?.intValue ?? 5)
            let cores = try RowDensity.cores(of: rows, reach: reach, least: least, call.context)
            fit.cores = cores
            fit.clusters = try RowDensity.clusters(of: cores, reach: reach, call.context)
            fit.eps = reach
        }
        return fit
    }

    static func apply(_ fit: Clustering.Clusters?, _ call: RowCall) throws -> RowFeature {
        let samples = RowSamples(call.inputs, rows: call.rows)
        guard let fit else { return .column(RowColumn(.int64, samples.spread([], over: call.rows))) }
        try samples.check(width: fit.mean.count, call)
        let rows = samples.standardised(mean: fit.mean, deviation: fit.deviation)
        let clusters: [Int]
        if let centres = fit.centres, !centres.isEmpty {
            clusters = rows.map { RowKMeans.nearest(of: centres, to: $0).place }
        } else if let cores = fit.cores, let known = fit.clusters, let eps = fit.eps, cores.count == known.count {
            clusters = try rows.map { row in
                try call.context.checkCancellation()
                return RowDensity.cluster(of: row, cores, known, reach: eps)
            }
        } else {
            throw ComputeError(.data, "what was fitted is neither of kmeans nor of dbscan; fit it again")
        }
        return .column(RowColumn(.int64, samples.spread(clusters.map { .int(Int64($0)) }, over: call.rows)))
    }

    private enum Operation {
        case kmeans(Int)
        case dbscan(eps: Double)

        init(_ call: RowCall) throws(ComputeError) {
            let words = call.call.operation.split(separator: "_")
            guard words.count == 3 else { throw call.unknownOperation }
            switch (words[1], Int(words[2])) {
            case ("kmeans", let count?): self = .kmeans(count)
            case ("dbscan", let count?): self = .dbscan(eps: 1 / Double(count))
            case ("dbscan", nil) where words[2] == "auto": self = .dbscan(eps: 0.5)
            default: throw call.unknownOperation
            }
        }
    }
}
