import Columnar
import Plan

extension ArrowFramework: PortableFramework {
    package func share(_ data: any SlotData) throws -> SharedData { try share(data, spilledInto: nil) }

    package func spill(_ data: any SlotData, into folder: String) throws -> SharedData {
        try share(data, spilledInto: folder)
    }

    private func share(_ data: any SlotData, spilledInto folder: String?) throws -> SharedData {
        func share(_ columns: [Column], _ form: SharedData.Layout.Form) throws(ColumnarError) -> SharedData {
            let (memory, sizes) = try Column.share(columns, spilledInto: folder)
            return SharedData(memory, SharedData.Layout(form: form, rowCount: data.rowCount, sizes: sizes))
        }
        do throws(ColumnarError) {
            switch data {
            case let shared as SharedData:
                guard let folder, !shared.isSpilled else { return shared }
                return SharedData(try shared.memory.spilled(into: folder), shared.layout)
            case let feature as FeatureData:
                guard case .family(let family) = feature else { return try share(feature.columns, .column) }
                return try share(feature.columns, .family(suffixes: family.suffixes))
            case let data as TableData:
                return try share(data.table.columns, .table(names: data.table.names))
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
