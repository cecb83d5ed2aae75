import Plan

extension RowFeatures {
    static func text(_ call: RowCall) throws -> [RowValue] {
        let change: (String) throws -> RowValue
        switch call.call.operation {
        case "reverse": change = { .string(RowTexts.reversed($0)) }
        case "upper": change = { try RowTexts.apply(.upper, [.string($0)]) }
        case "lower": change = { try RowTexts.apply(.lower, [.string($0)]) }
        case "trim": change = { try RowTexts.apply(.trim, [.string($0)]) }
        case "length": change = { try RowTexts.apply(.length, [.string($0)]) }
        default: throw call.unknownOperation
        }
        return try call.values.values.map { value in
            if case .string(let text) = value { try change(text) } else { .null }
        }
    }
}
