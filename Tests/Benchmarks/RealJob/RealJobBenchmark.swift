/// A real job, whole processes beside each other: read orders and customers, keep orders of at least 50, sum, mean and count them
/// by customer, and join the customers' scores (inner). The result (cust_id, total, mean, n, score) stays in memory.
enum RealJobBenchmark: Section {
    static let name = "real"

    private struct Peer {
        var name: String
        var script: String
        /// Which goal it stands for.
        var goal: String
    }

    private static let peers = [
        Peer(name: "pyarrow", script: "job_pyarrow.py", goal: "ahead in all four"),
        Peer(name: "mloda (pyarrow)", script: "job_mloda.py", goal: "ahead in all four"),
        Peer(name: "polars, eager", script: "job_polars.py", goal: "ahead in two"),
        Peer(name: "polars, lazy", script: "job_polars_lazy.py", goal: ""),
        Peer(name: "duckdb", script: "job_duckdb.py", goal: ""),
    ]

    private struct Measured {
        /// Rows and the sum of `total`, which must be the same for all.
        var result: [Double] = []
        var cpu: [Double] = []
        var wall: [Double] = []
        var bytes: [Double] = []
        var note = ""
    }

    static func run(_ settings: Settings) throws {
        guard let python = settings.python else {
            print("(real job left out: there is no Python environment; make bench-peers makes it)\n")
            return
        }
        let data = settings.folder + "/data"
        let made = try ChildProcess.run([python, script("generate.py", settings), data])
        guard made.status == 0 else { throw BenchmarkError("the data could not be generated (status \(made.status))") }
        for size in settings.isQuick ? ["1m"] : ["1m", "5m"] {
            for format in ["parquet", "csv"] {
                try compare(format, size, data: data, python: python, settings)
            }
        }
    }

    private static func compare(
        _ format: String, _ size: String, data: String, python: String, _ settings: Settings
    ) throws {
        let stem = "\(settings.folder)/real-\(format)-\(size)"
        let plan = yaml(format, size, data: data, target: nil)
        try writeFile(plan, to: stem + ".yaml")
        try writeFile(plan + "run: {frameworks: [duckdb]}\n", to: stem + "-duckdb.yaml")
        var commands = [("weir", [settings.weir, "run", stem + ".yaml", "--ui", "none"], "")]
        let queried = [settings.weir, "run", stem + "-duckdb.yaml", "--ui", "none"]
        commands.append(("weir, frameworks: [duckdb]", queried, "no slower nor larger than duckdb"))
        for peer in peers {
            commands.append((peer.name, [python, script(peer.script, settings), data, format, size], peer.goal))
        }
        var measured = Array(repeating: Measured(), count: commands.count)
        measured[0].result = try result(format, size, data: data, python: python, settings)
        measured[1].result = try result(
            format, size, data: data, python: python, settings, ending: "run: {frameworks: [duckdb]}\n")
        for repetition in 0..<settings.repetitions + 1 {
            for index in commands.indices where measured[index].note.isEmpty {
                let child = try ChildProcess.run(commands[index].1, capturing: true)
                guard child.status == 0 else {
                    measured[index].note = "status \(child.status)"
                    continue
                }
                if index > 1 { measured[index].result = figures(child.output) }
                guard agree(measured[index].result, measured[0].result) else {
                    measured[index].note = "another result"
                    continue
                }
                // The first round warms the file cache.
                guard repetition > 0 else { continue }
                measured[index].cpu.append(child.cost.cpu)
                measured[index].wall.append(child.cost.wall)
                measured[index].bytes.append(child.peakBytes)
            }
        }
        var table = ReportTable(
            "Real job, \(size) orders, \(format): whole process",
            ["", "CPU s", "× weir", "wall s", "× weir", "peak MB", "× weir", "goal"])
        let own = measured[0]
        for (command, figures) in zip(commands, measured) {
            func ratio(_ values: [Double], _ base: [Double]) -> String { (median(values) / median(base)).fixed(2) }
            table.add([
                command.0, figures.note.isEmpty ? median(figures.cpu).seconds : figures.note,
                ratio(figures.cpu, own.cpu),
                median(figures.wall).seconds, ratio(figures.wall, own.wall),
                median(figures.bytes).megabytes, ratio(figures.bytes, own.bytes), command.2,
            ])
        }
        table.print()
    }

    /// What weir makes, from a run that writes it.
    private static func result(
        _ format: String, _ size: String, data: String, python: String, _ settings: Settings, ending: String = ""
    ) throws -> [Double] {
        let stem = "\(settings.folder)/real-\(format)-\(size)-written"
        try writeFile(yaml(format, size, data: data, target: stem + ".csv") + ending, to: stem + ".yaml")
        let written = try ChildProcess.run([settings.weir, "run", stem + ".yaml", "--ui", "none"])
        guard written.status == 0 else { throw BenchmarkError("weir run \(stem).yaml: status \(written.status)") }
        let reading = [python, script("result.py", settings), stem + ".csv"]
        return figures(try ChildProcess.run(reading, capturing: true).output)
    }

    private static func figures(_ text: String) -> [Double] {
        text.split(whereSeparator: \.isWhitespace).compactMap { Double(String($0)) }
    }

    private static func agree(_ a: [Double], _ b: [Double]) -> Bool {
        a.count == 2 && b.count == 2 && a[0] == b[0] && abs(a[1] - b[1]) < 1e-9 * abs(b[1]) + 0.01
    }

    private static func script(_ name: String, _ settings: Settings) -> String { settings.scripts + "/" + name }

    private static func yaml(_ format: String, _ size: String, data: String, target: String?) -> String {
        """
        name: spending
        sources:
          orders:    {\(format): \(data)/orders_\(size).\(format)}
          customers: {\(format): \(data)/customers.\(format)}
        filters:
          - {feature: orders.amount, min: 50}
        groups:
          spending:
            from: orders
            group_by: [cust_id]
            features: [amount__sum, amount__avg, amount__count]
        links:
          - {join: inner, left: spending, right: customers, on: cust_id}
        outputs:
          result:\(target.map { "\n    to: \($0)" } ?? "")
            features:
              - spending.cust_id
              - {name: spending.amount__sum, as: total}
              - {name: spending.amount__avg, as: mean}
              - {name: spending.amount__count, as: n}
              - customers.score

        """
    }
}
