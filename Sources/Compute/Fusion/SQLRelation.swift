import Plan

/// Rows in the making: the last of a script's named queries, what its columns hold, and how its rows are put in order.
struct SQLRelation {
    /// One of the values by which rows are put in order.
    struct Key {
        var column: String
        var descending = false
        /// Whether no row is without it.
        var isComplete = true
    }

    /// The name of the query.
    var name: String
    /// What a slot's column is called, and its type.
    var columns: [SlotID: SQLExpression]
    /// Columns of the query that order its rows, the first before the others; nulls last, NaN greatest. No two rows are alike in all.
    var order: [Key]
    /// Whether the rows come in this order anyhow, as DuckDB keeps that of what it reads and filters. SQLite does not: for a window over
    /// rows that a limit has left, it sorts what comes before the limit.
    var comesInOrder: Bool
    /// Columns over those of the query that are not part of it yet, none over another.
    private(set) var pending: [(column: String, text: String)] = []
    private var pendingSlots: Set<SlotID> = []

    init(name: String, columns: [SlotID: SQLExpression], order: [Key], comesInOrder: Bool) {
        self.name = name
        self.columns = columns
        self.order = order
        self.comesInOrder = comesInOrder
    }

    func isPending(_ slot: SlotID) -> Bool { pendingSlots.contains(slot) }

    mutating func add(_ text: String, as column: SQLExpression, _ slot: SlotID) {
        pending.append((column.text, text))
        pendingSlots.insert(slot)
        columns[slot] = column
    }

    /// They are part of the query of this name now.
    mutating func settle(as name: String) {
        self.name = name
        pending = []
        pendingSlots = []
    }

    var orderText: String {
        order.map { "\($0.column)\($0.descending ? " desc" : "") nulls last" }.joined(separator: ", ")
    }
}

/// A script of named queries, each over those before it, as a `with` clause has them.
struct SQLScript {
    private var parts: [String] = []
    private var orderCount = 0

    /// Adds a query and gives its name.
    mutating func add(_ query: String) -> String {
        let name = "r\(parts.count)"
        parts.append("\(name) as (\(query))")
        return name
    }

    /// A name for a column that orders rows.
    mutating func orderColumn() -> String {
        orderCount += 1
        return "o\(orderCount)"
    }

    /// The whole, with its last query.
    func text(_ last: String) -> String {
        (parts.isEmpty ? "" : "with " + parts.joined(separator: ",\n") + "\n") + last
    }

    static func column(_ slot: SlotID) -> String { "c\(slot.index)" }

    /// The relation with its rows numbered in their order, so that one column orders them.
    mutating func numbered(_ relation: SQLRelation) -> SQLRelation {
        if let key = relation.order.first, relation.order.count == 1, !key.descending, key.isComplete {
            return relation
        }
        let number = orderColumn()
        var result = relation
        result.name = add(
            "select *, row_number() over (order by \(relation.orderText)) as \(number) from \(relation.name)")
        result.order = [SQLRelation.Key(column: number)]
        result.comesInOrder = false
        return result
    }
}
