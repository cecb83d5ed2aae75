import Columnar
import Plan

extension ArrowFramework: PortableFramework {
    package func share(_ data: any SlotData) throws -> SharedData { try share(data, spilledInto: nil) }

    package func spill(_ data: any SlotData, into folder: String) throws -> SharedData {
        try share(data, spilledInto: folder)
    }

    private func share(_ data: any SlotData, spilledInto folder: String?) throws -> SharedData {
        do throws(ColumnarError) {
            if let shared = data as? SharedData {
                guard let folder, !shared.isSpilled else { return shared }
                return SharedData(try shared.memory.spilled(into: folder), shared.layout)
            }
            if let data = ColumnarData(data) {
                let (memory, sizes) = try Column.share(data.columns, spilledInto: folder)
                return SharedData(
                    memory, SharedData.Layout(form: data.form, rowCount: data.rowCount, sizes: sizes))
            }
        } catch {
            throw ComputeError(error)
        }
        throw ComputeError(.internal, "\(type(of: data)) is no data of the framework \(name)")
    }

    package func map(_ data: SharedData) throws -> any SlotData {
        let columns: [Column]
        do throws(ColumnarError) {
            columns = try Column.shared(data.memory, sizes: data.layout.sizes)
        } catch {
            throw ComputeError(error)
        }
        return try ColumnarData(columns, data.layout).slotData
    }

    package func identity(of data: any SlotData) -> UInt? {
        guard case .column(let column) = data as? FeatureData else { return nil }
        return column.identity
    }
}
