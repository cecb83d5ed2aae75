/// A plan file of so many features, as text, with the source it reads.
struct GeneratedPlan {
    enum Shape: String, CaseIterable {
        /// A wide source: a quarter of the features are columns, the others are derived in chains of one to three steps.
        case wide
        /// Each feature is an expression of the one before it.
        case chain
    }

    let shape: Shape
    let features: Int

    /// Float columns c0, c1, …
    var columns: [String] {
        switch shape {
        case .wide: (0..<max(2, features / 4)).map { "c\($0)" }
        case .chain: ["c0"]
        }
    }

    /// - Parameter source: the path of a CSV file with `columns`.
    func yaml(source: String) -> String {
        var text = "sources:\n  data: {csv: \(source)}\noutputs:\n  all:\n    features:\n"
        for index in 0..<features { text += "      - \(feature(index))\n" }
        return text
    }

    private func feature(_ index: Int) -> String {
        switch shape {
        case .wide:
            let column = (index / 4) % columnCount
            switch index % 4 {
            case 0: return "c\(column)"
            case 1: return "c\(column)__mean_imputed"
            case 2: return "c\(column)__mean_imputed__standard_scaled"
            default:
                return column % 2 == 0
                    ? "{name: c\(column)__constant_imputed, options: {constant_value: 0}}"
                    : "{name: e\(column), options: {expression: \"c\(column - 1)__mean_imputed * 2 + c\(column)\"}}"
            }
        case .chain:
            return "{name: f\(index), options: {expression: \"\(index == 0 ? "c0" : "f\(index - 1)") + 1\"}}"
        }
    }

    private var columnCount: Int { max(2, features / 4) }

    /// The source: a header and one row.
    var csv: String {
        columns.joined(separator: ",") + "\n" + columns.map { _ in "0.5" }.joined(separator: ",") + "\n"
    }
}
