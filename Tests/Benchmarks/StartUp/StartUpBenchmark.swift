/// From `exec` to exit: what a user waits for before anything is done.
enum StartUpBenchmark: Section {
    static let name = "startup"

    static func run(_ settings: Settings) throws {
        let folder = settings.folder
        try writeFile("a,b\n1,2\n3,4\n5,6\n", to: folder + "/three.csv")
        try writeFile(
            "sources:\n  data: {csv: three.csv}\noutputs:\n  all: {features: [a__mean_imputed]}\n",
            to: folder + "/three.yaml")
        let subjects: [(name: String, command: [String], goal: String)] = [
            ("/bin/true", ["/bin/true"], ""),
            ("weir --help", [settings.weir, "--help"], "≤ 30"),
            ("weir plan, three steps", [settings.weir, "plan", folder + "/three.yaml"], ""),
            ("weir run, three steps", [settings.weir, "run", folder + "/three.yaml"], "≤ 80"),
        ]
        let costs = try Interleaved(subjects, repetitions: settings.isQuick ? 5 : 20) { subject in
            let child = try ChildProcess.run(subject.command)
            if child.status != 0 { print("(\(subject.name) ended with status \(child.status))") }
            return child.cost
        }
        var table = ReportTable("Start-up: from exec to exit", ["command", "wall ms", "CPU ms", "goal, wall ms"])
        for (subject, cost) in zip(subjects, costs.medians) {
            table.add([subject.name, cost.wall.milliseconds, cost.cpu.milliseconds, subject.goal])
        }
        table.print()
    }
}
