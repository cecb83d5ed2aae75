import Columnar
import Compute
import Plan

/// A step's work, done so that it is known what became of each row.
struct TracedWork {
    let step: Step
    let inputs: [any SlotData]
    let context: StepContext
    let work: ExtendedWork
    private let arrow = ArrowFramework()

    init(step: Step, inputs: [any SlotData], context: StepContext, work: ExtendedWork) {
        self.step = step
        self.inputs = inputs
        self.context = context
        self.work = work
    }

    /// - Returns: what the work gives, and what became of the rows; nil: they are those that went in.
    func perform() throws -> (StepProduct, RowTrace?) {
        switch step.work {
        case .read(let read): return try self.read(read)
        case .filter: return try numbered()
        case .select(let select): return try select.distinct ? distinct(select) : numbered()
        case .groupBy(let keys, _): return try grouped(keys: keys)
        case .append(let parts, let isDistinct): return try appended(parts, isDistinct: isDistinct)
        case .join(let join): return try joined(join)
        case .command(let command): return try command.keepsRows ? (work(), nil) : anyRow()
        case .query: return try anyRow()
        case .compute(let call): return try computed(call)
        case .pick, .rowNumber, .order, .transform, .check, .write: return (try work(), nil)
        }
    }

    // MARK: Rows that are carried

    private var rows: Int { inputs.first?.rowCount ?? 0 }

    /// Stands for columns that the plan does not know; only messages look at it.
    private func placeholder() throws -> SlotID {
        guard let slot = step.outputs.last ?? step.inputs.last else {
            throw ComputeError(.internal, "\(step.label) neither takes nor gives anything")
        }
        return slot
    }

    private func columns(_ data: some Sequence<any SlotData>) throws -> [Column] {
        try arrow.features(of: Array(data)).flatMap(\.columns)
    }

    private func column(_ data: any SlotData) throws -> Column {
        guard let column = try columns([data]).first else { throw ComputeError(.internal, "a column is missing") }
        return column
    }

    private static func numbers(_ rows: Int) throws -> FeatureData { .column(try Column.rowNumbers(rows)) }

    private func trace(_ row: Column, parts: [RowTrace.Part] = [], of count: Int) throws -> RowTrace {
        try row.count == count && row.isRowNumbers()
            ? RowTrace(.same, parts: parts, rows: row.count) : RowTrace(.sides, [row], parts: parts, rows: row.count)
    }

    /// The last of what is carried is the row's number.
    private func numbered() throws -> (StepProduct, RowTrace?) {
        var numbered = step
        numbered.inputs.append(try placeholder())
        numbered.outputs.append(try placeholder())
        var product = try work(numbered, inputs: inputs + [Self.numbers(rows)])
        let row = try column(product.outputs.removeLast())
        return (product, try trace(row, of: rows))
    }

    private func anyRow() throws -> (StepProduct, RowTrace?) {
        let product = try work()
        return (product, RowTrace(.all, rows: product.rows))
    }

    // MARK: Reading

    /// Reads all rows, numbers them, and then filters and sorts them, as the read itself would.
    private func read(_ read: ReadWork) throws -> (StepProduct, RowTrace?) {
        guard case .file = read.source.origin.value else {
            // A database has no numbers of rows; those of what it gave must do.
            let product = try work()
            let part = RowTrace.Part(name: "\(read.source.origin.value)", rows: product.rows)
            return (product, RowTrace(.same, parts: [part], rows: product.rows))
        }
        let sorted = read.source.orderBy.map(\.feature.value)
        guard read.predicate != nil || !sorted.isEmpty, !step.outputs.isEmpty else {
            let product = try work()
            return (product, RowTrace(.same, parts: try files(read, rows: product.rows), rows: product.rows))
        }
        let slot = try placeholder()
        var plain = read
        plain.predicate = nil
        plain.source.orderBy = []
        plain.columns += sorted.filter { !read.columns.contains($0) }
        var whole = step
        whole.work = .read(plain)
        whole.outputs = step.outputs + plain.columns.dropFirst(step.outputs.count).map { _ in slot }
        let source = try work(whole, inputs: [])
        func named(_ name: String) throws -> any SlotData {
            guard let index = plain.columns.firstIndex(of: name) else {
                throw ComputeError(.internal, "the column '\(name)' was not read")
            }
            return source.outputs[index]
        }
        var chosen = step
        chosen.work = .select(
            SelectWork(
                predicate: read.predicate, distinct: false, descending: read.source.orderBy.map(\.descending),
                limit: nil))
        let references = try (read.predicate?.references ?? []).map { try named(read.column(of: $0)) }
        let carried = source.outputs.prefix(step.outputs.count) + [try Self.numbers(source.rows)]
        let taken = references + (try sorted.map(named)) + carried
        chosen.inputs = taken.map { _ in slot }
        chosen.outputs.append(slot)
        var product = try work(chosen, inputs: taken)
        let row = try column(product.outputs.removeLast())
        product.removedRows = read.predicate == nil ? nil : source.rows - product.rows
        return (product, try trace(row, parts: files(read, rows: source.rows), of: source.rows))
    }

    /// The files that were read, one after the other.
    private func files(_ read: ReadWork, rows: Int) throws -> [RowTrace.Part] {
        guard case .file(_, let path, let written) = read.source.origin.value else { return [] }
        let reader = try FileReader(read.source)
        let folder = path.hasSuffix(written) ? path.dropLast(written.count) : ""
        func name(_ path: String) -> String { path.hasPrefix(folder) ? String(path.dropFirst(folder.count)) : path }
        if reader.paths.count == 1 { return [RowTrace.Part(name: name(reader.paths[0]), rows: rows)] }
        let parts = try reader.paths.map { path in
            let one = try FileReader(reader.format, pattern: path, types: reader.types)
            let count = try one.read(columns: Array(read.columns.prefix(1))).rowCount
            return RowTrace.Part(name: name(path), rows: count)
        }
        guard parts.reduce(0, { $0 + $1.rows }) == rows else {
            throw ComputeError(.file, "the files of \(written) changed while they were read")
        }
        return parts
    }

    // MARK: Groups

    private func grouped(keys: Int) throws -> (StepProduct, RowTrace?) {
        let product = try work()
        let grouping = try Grouping(keys: columns(inputs.prefix(keys)), rows: rows)
        return (product, RowTrace(.groups, [try grouping.ids().cast(to: .int64)], rows: product.rows))
    }

    private func computed(_ call: FeatureCall) throws -> (StepProduct, RowTrace?) {
        let product = try work()
        guard case .partition(let option) = FeatureReach(call) else { return (product, nil) }
        let keys = inputs[FeatureReach.partitionInputs(of: call, option: option)]
        let grouping = try Grouping(keys: columns(keys), rows: rows)
        return (product, RowTrace(.partitions, [try grouping.ids().cast(to: .int64)], rows: rows))
    }

    /// Each row that is left stands for all rows that are equal to it.
    private func distinct(_ select: SelectWork) throws -> (StepProduct, RowTrace?) {
        let product = try work()
        let slot = try placeholder()
        let references = select.predicate?.references.count ?? 0
        let keys = select.descending.count

        var kept = step
        kept.work = .select(SelectWork(predicate: select.predicate, distinct: false, descending: [], limit: nil))
        let carried = inputs.dropFirst(references) + [try Self.numbers(rows)]
        kept.inputs = step.inputs + [slot]
        kept.outputs = carried.map { _ in slot }
        let left = try work(kept, inputs: Array(inputs.prefix(references)) + carried)
        let row = try column(left.outputs[left.outputs.count - 1])
        let grouping = try Grouping(keys: columns(left.outputs.dropFirst(keys).dropLast()), rows: left.rows)
        let firstRows = try grouping.firstRows()

        var ordered = step
        ordered.work = .select(
            SelectWork(predicate: nil, distinct: false, descending: select.descending, limit: select.limit))
        let sorting: [any SlotData] =
            try columns(left.outputs.prefix(keys)).map { FeatureData.column(try $0.take(firstRows)) }
            + [try Self.numbers(grouping.groupCount)]
        ordered.inputs = sorting.map { _ in slot }
        ordered.outputs = [slot]
        let order = try column(try work(ordered, inputs: sorting).outputs[0]).int64s()

        var made = [Int64?](repeating: nil, count: grouping.groupCount)
        for (position, group) in order.enumerated() { if let group { made[Int(group)] = Int64(position) } }
        var rowMade = [Int64?](repeating: nil, count: rows)
        try row.withInt64s { numbers in
            try grouping.ids().withUInt32s { ids in
                for index in 0..<numbers.count { rowMade[Int(numbers[index])] = made[Int(ids[index])] }
            }
        }
        return (product, RowTrace(.groups, [try Column(int64s: rowMade)], rows: product.rows))
    }

    private func appended(_ parts: Int, isDistinct: Bool) throws -> (StepProduct, RowTrace?) {
        let product = try work()
        let width = inputs.count / max(parts, 1)
        let counts = (0..<parts).map { RowTrace.Part(name: "", rows: width == 0 ? 0 : inputs[$0 * width].rowCount) }
        guard isDistinct else { return (product, RowTrace(.same, parts: counts, rows: product.rows)) }
        var whole = step
        whole.work = .append(parts: parts, distinct: false)
        let all = try work(whole, inputs: inputs)
        let grouping = try Grouping(keys: columns(all.outputs), rows: all.rows)
        return (product, RowTrace(.groups, [try grouping.ids().cast(to: .int64)], parts: counts, rows: product.rows))
    }

    // MARK: Joins

    /// Both sides carry the numbers of their rows; semi and anti joins only the left one.
    private func joined(_ join: JoinWork) throws -> (StepProduct, RowTrace?) {
        let slot = try placeholder()
        let hasRight = join.join != .semi && join.join != .anti
        let keys = 2 * join.keys + (join.asOf == nil ? 0 : 2)
        let rightKey = join.keys > 0 ? join.keys : 1
        guard inputs.count > rightKey else { throw ComputeError(.internal, "a join without keys") }
        var numbered = step
        var changed = join
        var taken = inputs
        let left = keys + join.leftCarried
        taken.insert(try Self.numbers(inputs[0].rowCount), at: left)
        numbered.inputs.insert(slot, at: left)
        numbered.outputs.insert(slot, at: join.leftCarried)
        changed.leftCarried += 1
        let right = changed.leftCarried + join.rightCarried
        if hasRight {
            taken.insert(try Self.numbers(inputs[rightKey].rowCount), at: keys + right)
            numbered.inputs.insert(slot, at: keys + right)
            numbered.outputs.insert(slot, at: right)
            changed.rightCarried += 1
        }
        numbered.work = .join(changed)
        var product = try work(numbered, inputs: taken)
        var vectors: [Column] = []
        if hasRight { vectors.append(try column(product.outputs.remove(at: right))) }
        vectors.insert(try column(product.outputs.remove(at: join.leftCarried)), at: 0)
        return (product, RowTrace(.sides, vectors, rows: product.rows))
    }
}
