import Plan

/// An expression over columns of known types, made ready to run: its distinct subexpressions, each once, operands
/// before what uses them.
struct ExpressionProgram {
    struct Node {
        /// One of the equal subexpressions.
        let expression: Expression
        /// The nodes of its operands.
        let operands: [Int]
        let signature: Expression.Signature
        /// Nil: it is null in every row.
        var type: DataType? { signature.result }
    }

    private struct Key: Hashable {
        let operation: Expression.Operation
        let operands: [Int]
    }

    private(set) var nodes: [Node] = []
    private(set) var root = 0

    /// Throws where an operation does not take its operands' types. Linear in the expression.
    init(_ expression: Expression, inputs: [DataType?]) throws(ExpressionError) {
        var numbers: [Key: Int] = [:]
        root = try add(expression, inputs, &numbers)
    }

    private mutating func add(
        _ expression: Expression, _ inputs: [DataType?], _ numbers: inout [Key: Int]
    ) throws(ExpressionError) -> Int {
        var operands: [Int] = []
        operands.reserveCapacity(expression.operands.count)
        for operand in expression.operands { operands.append(try add(operand, inputs, &numbers)) }
        let key = Key(operation: expression.operation, operands: operands)
        if let known = numbers[key] { return known }
        let signature: Expression.Signature
        if case .reference(let index) = expression.operation {
            guard inputs.indices.contains(index) else {
                throw ExpressionError("there is no column for reference \(index)", at: expression.offset)
            }
            signature = Expression.Signature(operands: [], result: inputs[index])
        } else {
            signature = try expression.signature(of: operands.map { nodes[$0].type }, isFinal: true)
        }
        numbers[key] = nodes.count
        nodes.append(Node(expression: expression, operands: operands, signature: signature))
        return nodes.count - 1
    }

    /// How many of the first operands are needed in every row; the others only where the earlier ones ask for them.
    func unguardedCount(_ node: Node) -> Int {
        switch node.expression.operation {
        case .and, .or, .inList, .call(.coalesce), .call(.if): 1
        case .choose(let hasOperand, _): hasOperand ? 2 : 1
        default: node.operands.count
        }
    }

    var hasGuards: Bool { nodes.contains { unguardedCount($0) < $0.operands.count } }

    /// The nodes that `node` needs in every row, operands first, itself last; with `guarded` also those it may need.
    func order(for node: Int, guarded: Bool) -> [Int] {
        var needed: Set<Int> = [node]
        var open = [node]
        while let next = open.popLast() {
            let count = guarded ? nodes[next].operands.count : unguardedCount(nodes[next])
            for operand in nodes[next].operands.prefix(count) where needed.insert(operand).inserted {
                open.append(operand)
            }
        }
        return needed.sorted()
    }
}
