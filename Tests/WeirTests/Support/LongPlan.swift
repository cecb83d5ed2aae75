/// A run that is far from its end when it has just begun: a long chain of steps, each after the one before it. A test that pauses it
/// then has a run that goes on for as long as it likes.
enum LongPlan {
    static let steps = 1_000

    /// Its plan is called `long`; it would write `out/all.parquet`.
    static var files: [String: String] {
        let numbers = "x\n" + (1...100_000).map { "\($0)\n" }.joined()
        var plan = "sources:\n  numbers: {csv: numbers.csv}\noutputs:\n  all:\n    to: out/all.parquet\n    features:\n"
        for step in 1...steps {
            let before = step == 1 ? "x" : "y\(step - 1)"
            let expression = "sqrt(\(before) + 1) + exp(-x) * log(x + 2) + sqrt(x * 3) / exp(-x / 100000)"
            plan += "      - {name: y\(step), options: {expression: \"\(expression)\"}}\n"
        }
        return ["long.yaml": plan, "numbers.csv": numbers]
    }

    static let names = ["long.yaml", "numbers.csv"]
}
