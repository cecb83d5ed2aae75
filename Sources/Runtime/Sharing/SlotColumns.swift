import Columnar
import Compute
import Plan

/// The data of slots as columns of a table, whatever their compute framework keeps them as; without a copy.
struct SlotColumns {
    let plan: ExecutionPlan
    let frameworks: [any ComputeFramework]

    /// The slots of one dataset, in order. A family becomes `name~suffix`; of names that are alike the later get `#2`, `#3`, …
    func table(_ dataset: DatasetID, _ slots: [(slot: SlotID, data: any SlotData)]) throws(DatasetFault) -> Table {
        var columns: [(name: String, column: Column)] = []
        for (slot, data) in slots { columns += try self.columns(slot, data) }
        var counts: [String: Int] = [:]
        for index in columns.indices {
            let name = columns[index].name
            counts[name, default: 0] += 1
            if let count = counts[name], count > 1 { columns[index].name = "\(name)#\(count)" }
        }
        do throws(ColumnarError) {
            return try Table(
                names: columns.map(\.name), columns: columns.map(\.column),
                rowCount: slots.first?.data.rowCount ?? 0)
        } catch {
            throw DatasetFault(.internal, "\(plan[dataset].name) cannot be read: \(error)")
        }
    }

    private func columns(_ slot: SlotID, _ data: any SlotData) throws(DatasetFault) -> [(name: String, column: Column)]
    {
        let name = plan[slot].name
        switch try local(slot, data) {
        case .column(let column): return [(name, column)]
        case .family(let family): return family.members.map { ("\(name)~\($0.suffix)", $0.column) }
        }
    }

    /// The data in this process: mapped, if it lies in memory that processes share.
    private func local(_ slot: SlotID, _ data: any SlotData) throws(DatasetFault) -> FeatureData {
        if let data = data as? FeatureData { return data }
        let name = plan[plan[slot].dataset].framework
        let framework = frameworks.first { $0.name == name }
        do {
            if let shared = data as? SharedData, let portable = framework as? any PortableFramework,
                let mapped = try portable.map(shared) as? FeatureData
            {
                return mapped
            }
        } catch {
            throw DatasetFault(.internal, "“\(plan[slot].name)” cannot be read: \(error)")
        }
        throw DatasetFault(.refused, "“\(plan[slot].name)” lies in \(name) and cannot be read from outside")
    }
}
