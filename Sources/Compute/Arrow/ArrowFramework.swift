import Columnar
package import Plan

/// The compute framework over Arrow columns in this process's memory. It does every kind of work; each kind is a file of its
/// own. Its slots are `FeatureData`.
package struct ArrowFramework: ComputeFramework {
    package let name = FrameworkName.arrow
    package let modes: Set<ParallelizationMode> = [.sync, .threads, .processes]
    package let keepsArtifacts = true
    private let groups: FeatureGroupSet

    /// - Parameter groups: those whose features it computes.
    package init(groups: FeatureGroupSet = .builtIn) { self.groups = groups }

    /// Throws `ComputeError`, or `CancellationError` once the step is not wanted any more.
    package func perform(_ step: Step, inputs: [any SlotData], context: StepContext) throws -> StepProduct {
        try context.checkCancellation()
        do {
            let features = try features(of: inputs)
            var product = try perform(step, features, context)
            keepShared(inputs, features, in: &product)
            return product
        } catch let error as ColumnarError {
            throw ComputeError(error)
        } catch let error as OptionProblem {
            throw ComputeError(.mismatch, error.message)
        } catch let error as ExpressionError {
            throw ComputeError(.data, error.message)
        }
    }

    /// Inputs as steps compute with them: shared data is mapped.
    package func features(of inputs: [any SlotData]) throws -> [FeatureData] {
        try inputs.map { input in
            let input = if let shared = input as? SharedData { try map(shared) } else { input }
            guard let data = input as? FeatureData else {
                throw ComputeError(.internal, "\(type(of: input)) is no data of the framework \(name)")
            }
            return data
        }
    }

    private func perform(_ step: Step, _ inputs: [FeatureData], _ context: StepContext) throws -> StepProduct {
        switch step.work {
        case .read(let work): try read(work, step, context)
        case .compute(let call): try compute(call, inputs, context.artifactUse(of: step.id))
        case .pick(let suffix): try pick(suffix, inputs)
        case .rowNumber: try numberRows(inputs)
        case .order(let work): try order(work, inputs)
        case .filter(let predicate): try filter(predicate, inputs)
        case .groupBy(let keys, let aggregates): try groupBy(keys: keys, aggregates, inputs, context)
        case .select(let work): try select(work, inputs)
        case .append(let parts, let distinct): try append(parts: parts, distinct: distinct, step, inputs, context)
        case .command(let work): try command(work, inputs, context)
        case .query: throw ComputeError(.unsupported, "a query runs in an SQL engine, such as duckdb, not in \(name)")
        case .join(let work): try join(work, inputs, context)
        case .transform(let from): try transform(from: from, inputs)
        case .check(let work): try check(work, step, inputs, context)
        case .write(let output): try write(output, inputs, context)
        }
    }

    /// What a step lets through of shared data stays what it was, rather than a mapping of it that counts as memory.
    private func keepShared(_ inputs: [any SlotData], _ features: [FeatureData], in product: inout StepProduct) {
        guard inputs.contains(where: { $0 is SharedData }) else { return }
        var shared: [UInt: any SlotData] = [:]
        for (input, feature) in zip(inputs, features) where input is SharedData {
            if let identity = identity(of: feature) { shared[identity] = input }
        }
        for index in product.outputs.indices {
            if let same = identity(of: product.outputs[index]).flatMap({ shared[$0] }) { product.outputs[index] = same }
        }
    }

    private func compute(
        _ call: FeatureCall, _ inputs: [FeatureData], _ use: ArtifactUse
    ) throws -> StepProduct {
        guard let group = groups[call.group] else {
            throw ComputeError(.unsupported, "there is no feature group '\(call.group)' in this version")
        }
        guard let rows = inputs.first?.rowCount else {
            throw ComputeError(.mismatch, "the feature has no inputs, so it has no rows to stand on")
        }
        let (result, artifact) =
            if let fitted = group as? any FittedFeatureGroup {
                try fitted.calculate(call, inputs: inputs, rows: rows, use)
            } else { (try group.calculate(call, inputs: inputs, rows: rows), [UInt8]?.none) }
        guard result.rowCount == rows else {
            throw ComputeError(.internal, "\(call.group) made \(result.rowCount) values for \(rows) rows")
        }
        return StepProduct(outputs: [result], rows: rows, artifact: artifact)
    }

    private func pick(_ suffix: String, _ inputs: [FeatureData]) throws(ComputeError) -> StepProduct {
        guard case .family(let family) = inputs.first else {
            throw ComputeError(.mismatch, "the feature is one column, so there is no '~\(suffix)' of it")
        }
        guard let member = family.members.first(where: { $0.suffix == suffix }) else {
            let listed = family.suffixes.prefix(10).map { "~\($0)" }.joined(separator: ", ")
            let known = family.members.isEmpty ? "it has none" : "there are \(listed)"
            throw ComputeError(
                .mismatch,
                "the feature has no column '~\(suffix)'\(NearestName.hint(suffix, among: family.suffixes)) (\(known)"
                    + (family.members.count > 10 ? ", …)" : ")"))
        }
        return StepProduct(outputs: [FeatureData.column(member.column)], rows: family.rowCount)
    }

    private func numberRows(_ inputs: [FeatureData]) throws -> StepProduct {
        let rows = inputs.first?.rowCount ?? 0
        return StepProduct(outputs: [FeatureData.column(try Column.rowNumbers(rows))], rows: rows)
    }

    private func order(_ work: OrderWork, _ inputs: [FeatureData]) throws -> StepProduct {
        let rows = inputs.first?.rowCount ?? 0
        let columns = try inputs.map { try $0.singleColumn("an order") }
        let order = try RowOrder(
            partitionBy: Array(columns.prefix(work.partitions)), orderBy: Array(columns.dropFirst(work.partitions)),
            descending: work.descending, rows: rows)
        return StepProduct(outputs: [FeatureData.column(order.places)], rows: rows)
    }

    private func transform(from framework: FrameworkName, _ inputs: [FeatureData]) throws(ComputeError) -> StepProduct {
        guard framework == name else {
            throw ComputeError(
                .unsupported, "moving data from \(framework) to \(name) is not available in this version")
        }
        return StepProduct(outputs: inputs, rows: inputs.first?.rowCount ?? 0)
    }
}

extension StepContext {
    func checkCancellation() throws(CancellationError) {
        if isCancelled() { throw CancellationError() }
    }
}

extension ComputeError {
    /// What Columnar says, with its place in the data.
    init(_ error: ColumnarError) {
        let code: Code =
            switch error.code {
            case .data: .data
            case .overflow: .arithmetic
            case .notFound, .io: .file
            case .unsupported: .unsupported
            case .invalid: .mismatch
            case .memory, .internal: .internal
            }
        self.init(
            code, error.message, file: error.context.file, line: error.context.line, column: error.context.column,
            value: error.context.value, cause: error)
    }
}
