package import Columnar

/// A slot's data as its columns: what of it goes to another process, whichever way it goes.
package struct ColumnarData {
    package let columns: [Column]
    package let form: SharedData.Layout.Form
    package let rowCount: Int

    /// Nil where data is no columns of this process.
    package init?(_ data: any SlotData) {
        switch data {
        case let feature as FeatureData:
            columns = feature.columns
            form = if case .family(let family) = feature { .family(suffixes: family.suffixes) } else { .column }
        case let data as TableData:
            columns = data.table.columns
            form = .table(names: data.table.names)
        default: return nil
        }
        rowCount = data.rowCount
    }

    /// Columns that have arrived.
    ///
    /// - Throws: where they have other rows than the layout says.
    package init(_ columns: [Column], _ layout: SharedData.Layout) throws {
        guard columns.allSatisfy({ $0.count == layout.rowCount }) else {
            throw ComputeError(
                .internal, "data from another process does not have the \(layout.rowCount) rows that it should")
        }
        self.columns = columns
        form = layout.form
        rowCount = layout.rowCount
    }

    /// As steps take it.
    ///
    /// - Throws: where there are more or less columns than its form needs.
    package var slotData: any SlotData {
        get throws {
            switch form {
            case .column:
                guard let column = columns.first, columns.count == 1 else { break }
                return FeatureData.column(column)
            case .family(let suffixes):
                guard suffixes.count == columns.count else { break }
                return FeatureData.family(FeatureFamily(suffixes: suffixes, columns, rows: rowCount))
            case .table(let names):
                do throws(ColumnarError) {
                    return TableData(table: try Table(names: names, columns: columns, rowCount: rowCount))
                } catch {
                    throw ComputeError(error)
                }
            }
            throw ComputeError(.internal, "data from another process does not have the columns that it should")
        }
    }

    /// - Parameter sizes: bytes of each column where they lie in memory; none where they do not.
    package func layout(sizes: [Int64] = []) -> SharedData.Layout {
        SharedData.Layout(form: form, rowCount: rowCount, sizes: sizes)
    }

    /// The columns by their numbers, for a way that carries tables.
    package var table: Table {
        get throws(ColumnarError) {
            try Table(names: columns.indices.map(String.init), columns: columns, rowCount: rowCount)
        }
    }
}
