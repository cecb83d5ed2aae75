import Plan

/// Places of the rows along the directions in which they vary most.
enum RowPrincipalComponents: FittedRowGroup {
    /// Nil where no row is complete.
    static func fit(_ call: RowCall) throws -> PrincipalComponents? {
        let count = try count(call)
        let samples = RowSamples(call.inputs, rows: call.rows)
        guard count <= samples.width else {
            throw PrincipalComponentAnalysis.tooFewColumns(call.call, width: samples.width, components: count)
        }
        if samples.count == 0 { return nil }
        let turned = try OrthogonalColumns(samples.centred, call.context)
        return PrincipalComponents(
            mean: samples.means, components: turned.directions.prefix(count).map(signed),
            variance: turned.squaredLengths.prefix(count).map { $0 / Double(max(samples.count - 1, 1)) })
    }

    static func apply(_ fit: PrincipalComponents?, _ call: RowCall) throws -> RowFeature {
        let samples = RowSamples(call.inputs, rows: call.rows)
        if let fit { try samples.check(width: fit.mean.count, call) }
        let columns = try (0..<count(call)).map { component in
            let places = samples.values.compactMap { row in
                fit.map { fit in RowValue.double(zip(row, fit.mean).map(-).dot(fit.components[component])) }
            }
            return RowColumn(.float64, samples.spread(places, over: call.rows))
        }
        return .family(suffixes: columns.indices.map { "dim\($0 + 1)" }, columns, rows: call.rows)
    }

    /// The direction or its opposite: its largest part is positive, of several that are equally large but for rounding the first.
    private static func signed(_ direction: [Double]) -> [Double] {
        let largest = direction.map(\.magnitude).max() ?? 0
        let leading = direction.first { $0.magnitude >= largest * (1 - 1e-9) } ?? 0
        return leading < 0 ? direction.map { 0 - $0 } : direction
    }

    private static func count(_ call: RowCall) throws(ComputeError) -> Int {
        let operation = call.call.operation
        guard operation.hasPrefix("pca_"), let count = Int(operation.dropFirst("pca_".count).dropLast()) else {
            throw call.unknownOperation
        }
        return count
    }
}
