/// A plan of about two hundred steps that can be changed in every way: features over features, by formulas with a constant each, beside
/// groups, a link, a filter, a program and a query.
struct WidePlan {
    static let features = 180
    /// Of each feature: how far before it the feature is that it is made of.
    private static func parent(of feature: Int) -> Int { feature - 1 - (feature * 7) % min(feature, 9) }

    /// Each another, for features that are the same are one.
    var constants = Array(0...WidePlan.features)
    var minimum = 2
    var join = "left"
    var quantile = "p90"
    var limit = 50
    var framework = "arrow"
    var scriptFactor = 2
    var rows = 60
    var salt = 0

    /// The features that change with one: it and all that are made of it.
    static func descendants(of feature: Int) -> Set<Int> {
        var found: Set<Int> = [feature]
        for other in stride(from: feature + 1, through: features, by: 1) where found.contains(parent(of: other)) {
            found.insert(other)
        }
        return found
    }

    /// Features that an output shows, by the output's number.
    static let outputs: [[Int]] = [[3, 90, 150], Array(1...features), [40, 41]]

    var files: [String: String] {
        var text = """
            sources:
              sales: {csv: sales.csv}
              towns: {csv: towns.csv}
            groups:
              sums: {from: sales, group_by: [town], features: [amount__\(quantile), count]}
              top: {from: sales, where: "amount > 1", sort_by: [-amount, id], limit: \(limit)}
              counts: {sql: "select town, count(*) as n from sales group by town order by town", framework: sqlite}
              scaled: {from: sales, command: [/bin/sh, scale.sh], inputs: [amount], outputs: {amount: int64}}
            links:
              - {join: \(join), left: sales, right: towns, on: town}
            filters:
              - {feature: sales.id, min: \(minimum)}
            run: {frameworks: [\(framework)], workers: 2}
            outputs:
              sums: {features: [sums.town, sums.amount__\(quantile), sums.count], to: out/sums.csv}
              top: {features: [top.id, top.amount], to: out/top.parquet}
              counts: {features: [counts.town, n], to: out/counts.csv}
              scaled: {features: [scaled.amount], to: out/scaled.csv}
              joined: {features: [sales.id, name], to: out/joined.jsonl}

            """
        for (number, shown) in Self.outputs.enumerated() {
            text += "  o\(number):\n    to: out/o\(number).parquet\n    features:\n      - {name: sales.id, as: key}\n"
            for feature in shown { text += "      - \(self.feature(feature, isShown: true))\n" }
        }
        let sales = (0..<rows).map { "\($0),t\($0 % 4),\(($0 * 37 + salt) % 101)\n" }.joined()
        // Passes the stream through: what it does otherwise is in the comment alone.
        return [
            "plan.yaml": text, "sales.csv": "id,town,amount\n" + sales,
            "towns.csv": "town,name\nt0,Zero\nt1,One\nt2,Two\n", "scale.sh": "# \(scriptFactor)\ncat\n",
        ]
    }

    private func feature(_ number: Int, isShown: Bool) -> String {
        let parent = Self.parent(of: number)
        let of = parent == 0 ? "sales.amount" : "f\(parent)"
        return "{name: f\(number), options: {expression: \"\(of) * 3 % 1009 + \(constants[number])\"}}"
    }
}
