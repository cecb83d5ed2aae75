/// A run whose first step fails: a column that looks like numbers for its first MiB, which decides its type, and is not one later.
enum BadNumberPlan {
    static var files: [String: String] {
        let rows = (1...200_000).map { "Bern,\($0)\n" }.joined()
        return [
            "sales.csv": "town,amount\n" + rows + "Bern,many\n",
            "sales.yaml": """
            sources:
              sales: {csv: sales.csv}
            outputs:
              all: {features: [town, amount], to: out/all.csv}
            """,
        ]
    }
}
