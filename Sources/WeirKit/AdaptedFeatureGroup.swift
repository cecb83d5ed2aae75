import Columnar
import Compute
import Plan

/// A program's own feature group as the engine takes it.
struct AdaptedFeatureGroup: ColumnFeatureGroup {
    let group: any WeirFeatureGroup
    let documentation: GroupDocumentation

    init(_ group: any WeirFeatureGroup) {
        self.group = group
        documentation = group.documentation.value
    }

    func match(_ operation: Substring) -> OperationMatch {
        switch group.inputs(of: String(operation)) {
        case .exactly(let count): .yes(.exactly(count))
        case .atLeast(let count): .yes(.atLeast(count))
        case nil: .no
        }
    }

    func validate(_ call: FeatureCall) throws(OptionProblem) {
        do throws(WeirOptionError) {
            try group.check(WeirFeatureCall(call))
        } catch {
            throw OptionProblem(error)
        }
    }

    func result(of call: FeatureCall, inputs: [DataType?]) throws(OptionProblem) -> FeatureShape {
        do throws(WeirOptionError) {
            let type = try group.resultType(of: WeirFeatureCall(call), inputs: inputs.map { $0.map { WeirType($0) } })
            return .column(type?.dataType)
        } catch {
            throw OptionProblem(error)
        }
    }

    func column(_ call: FeatureCall, inputs: [Column], rows: Int) throws -> Column {
        let made = try group.calculate(WeirFeatureCall(call), inputs: inputs.map { WeirColumn($0) }, rows: rows).column
        guard made.count == rows else {
            throw ComputeError(
                .mismatch, "the feature group '\(documentation.name)' made \(made.count) values for \(rows) rows")
        }
        let types = try inputs.map { try $0.dataType }
        guard case .column(let promised?) = try result(of: call, inputs: types), let type = try made.dataType,
            type != promised
        else { return made }
        throw ComputeError(
            .mismatch, "the feature group '\(documentation.name)' made \(type) values, but it promises \(promised)")
    }
}

extension OptionProblem {
    fileprivate init(_ error: WeirOptionError) { self.init(option: error.option, error.message) }
}
