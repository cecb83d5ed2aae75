/// A plan for `WorkerProbe`: a feature whose name may end with that of a fault, between a source and two outputs.
enum FaultyPlan {
    static func files(feature: String = "fine", output: String = "out", options: String = "", run: String = "")
        -> [String: String]
    {
        let plan = """
            sources:
              numbers: {csv: numbers.csv}
            outputs:
              other: {features: [x__max_aggr], to: out/other.csv}
              \(output):
                features:
                  - {name: \(feature), options: {expression: "x + 1"\(options)}}
                to: out/result.csv
            run: {workers: 2\(run)}
            """
        return ["plan.yaml": plan, "numbers.csv": "x\n1\n2\n3\n"]
    }

    /// One step after another, so that there is never more than one to do: the feature, made of a source, and its output.
    static func chain(feature: String, run: String = "") -> [String: String] {
        let plan = """
            sources:
              numbers: {csv: numbers.csv}
            outputs:
              out:
                features:
                  - {name: \(feature), options: {expression: "x + 1"}}
                to: out/result.csv
            run: {workers: 2\(run)}
            """
        return ["plan.yaml": plan, "numbers.csv": "x\n1\n2\n3\n"]
    }

    static func result(feature: String) -> String { "\(feature)\n2\n3\n4\n" }
    static let names = ["numbers.csv", "plan.yaml"]

    /// What lies in the folder after a run that succeeded.
    static func after(_ others: String...) -> [String] {
        (names + ["out/other.csv", "out/result.csv"] + others).sorted()
    }
}
