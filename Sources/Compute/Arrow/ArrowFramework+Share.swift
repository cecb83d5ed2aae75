import Columnar
import Plan

extension ArrowFramework: PortableFramework {
    package func share(_ data: any SlotData) throws -> SharedData {
        try laidOut(data) { shared in
            shared
        } columns: { columns throws(ColumnarError) in
            try Column.share(columns)
        }
    }

    package func spill(_ data: any SlotData, into folder: String) throws -> SharedData {
        try laidOut(data) { shared throws(ColumnarError) in
            shared.isSpilled ? shared : SharedData(try shared.memory.spilled(into: folder), shared.layout)
        } columns: { columns throws(ColumnarError) in
            try Column.spill(columns, into: folder)
        }
    }

    private typealias Written = (memory: SharedMemory, sizes: [Int64])

    /// - Parameters:
    ///   - again: what becomes of data that is shared already.
    ///   - write: copies columns to where they are to lie.
    private func laidOut(
        _ data: any SlotData, again: (SharedData) throws(ColumnarError) -> SharedData,
        columns write: ([Column]) throws(ColumnarError) -> Written
    ) throws -> SharedData {
        do throws(ColumnarError) {
            switch data {
            case let shared as SharedData: return try again(shared)
            case let feature as FeatureData:
                let form: SharedData.Layout.Form =
                    if case .family(let family) = feature { .family(suffixes: family.suffixes) } else { .column }
                return SharedData(try write(feature.columns), form, rows: feature.rowCount)
            case let data as TableData:
                return SharedData(try write(data.table.columns), .table(names: data.table.names), rows: data.rowCount)
            default: break
            }
        } catch {
            throw ComputeError(error)
        }
        throw ComputeError(.internal, "\(type(of: data)) is no data of the framework \(name)")
    }

    package func map(_ data: SharedData) throws -> any SlotData {
        let layout = data.layout
        do {
            let columns = try Column.shared(data.memory, sizes: layout.sizes)
            guard columns.allSatisfy({ $0.count == layout.rowCount }) else {
                throw ComputeError(.internal, "shared memory does not have the \(layout.rowCount) rows that it should")
            }
            switch layout.form {
            case .column:
                guard let column = columns.first, columns.count == 1 else { break }
                return FeatureData.column(column)
            case .family(let suffixes):
                guard suffixes.count == columns.count else { break }
                return FeatureData.family(FeatureFamily(suffixes: suffixes, columns, rows: layout.rowCount))
            case .table(let names):
                return TableData(table: try Table(names: names, columns: columns, rowCount: layout.rowCount))
            }
        } catch let error as ColumnarError {
            throw ComputeError(error)
        }
        throw ComputeError(.internal, "shared memory does not have the columns that it should")
    }

    package func identity(of data: any SlotData) -> UInt? {
        guard case .column(let column) = data as? FeatureData else { return nil }
        return column.identity
    }
}

extension SharedData {
    fileprivate convenience init(_ written: (memory: SharedMemory, sizes: [Int64]), _ form: Layout.Form, rows: Int) {
        self.init(written.memory, Layout(form: form, rowCount: rows, sizes: written.sizes))
    }
}
