import CSystem
import Columnar
import Compute
import Foundation
import Plan
import Testing

/// Programs of a few lines; those that give something copy what they get, or a stream that lies in a file.
@Suite("Programs as groups")
struct ProgramTests {
    let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private func work(
        _ arguments: [String], inputs: [String] = ["x"], outputs: [CommandWork.Output] = [.init(name: "x")],
        environment: [String: String] = [:], keepsRows: Bool = false
    ) -> StepWork {
        .command(
            CommandWork(
                arguments: arguments, folder: folder.path, environment: environment, inputs: inputs, outputs: outputs,
                keepsRows: keepsRows))
    }

    private func shell(
        _ script: String, inputs: [String] = ["x"], outputs: [CommandWork.Output] = [.init(name: "x")],
        environment: [String: String] = [:], keepsRows: Bool = false
    ) -> StepWork {
        work(["sh", "-c", script], inputs: inputs, outputs: outputs, environment: environment, keepsRows: keepsRows)
    }

    private func perform(_ work: StepWork, _ columns: [Column]? = nil) throws -> StepProduct {
        try StepRunner().perform(work, try columns ?? [Column(int64s: [1, nil, 3])])
    }

    private func complaint(_ work: StepWork, _ columns: [Column]? = nil) -> String? {
        message { _ = try perform(work, columns) }
    }

    /// A stream in a file, for a program to print.
    private func write(_ table: Table, to name: String) throws {
        _ = FileManager.default.createFile(atPath: folder.file(name), contents: nil)
        let file = try #require(FileHandle(forWritingAtPath: folder.file(name)))
        try table.writeStream(to: file.fileDescriptor)
        try file.close()
    }

    // MARK: What comes back

    @Test("every type comes back as it went, with nulls and beyond ASCII")
    func types() throws {
        let columns: [(name: String, column: Column)] = [
            ("bool", try Column(bools: [true, nil, false])), ("int32", try Column(int32s: [.min, nil, .max])),
            ("int64", try Column(int64s: [.min, nil, .max])),
            ("float32", try Column(doubles: [1.5, nil, -2]).cast(to: .float32)),
            ("float64", try Column(doubles: [.infinity, nil, .nan])),
            ("string", try Column(strings: ["", nil, "Zürich 北京 🚲"])),
            ("binary", try Column(binary: [[0, 255], nil, []])),
            ("date", try Column(dates: [0, nil, -1])),
            ("timestamp", try Column(timestamps: [0, nil, 1_700_000_000_123_456])),
            ("decimal", try Column(decimals: ["1.25", nil, "-99999999.99"], precision: 10, scale: 2)),
            ("null", try Column(nulls: 3, type: .null)),
        ]
        let product = try perform(
            work(["cat"], inputs: columns.map(\.name), outputs: columns.map { .init(name: $0.name) }),
            columns.map(\.column))
        for (index, column) in columns.enumerated() {
            #expect(try product.column(index) == column.column, "\(column.name)")
        }
        #expect(product.rows == 3)
    }

    @Test("more rows than any pipe holds go in and out at the same time")
    func manyRows() throws {
        let rows = 500_000
        let numbers = try Column(int64s: (0..<rows).map { Int64($0) })
        let texts = try Column(strings: (0..<rows).map { "text \($0)" })
        let product = try perform(
            work(["cat"], inputs: ["n", "t"], outputs: [.init(name: "t"), .init(name: "n")], keepsRows: true),
            [numbers, texts])
        #expect(try product.column(0) == texts)
        #expect(try product.column(1) == numbers)
    }

    @Test("no rows, and rows without columns")
    func nothing() throws {
        #expect(try perform(work(["cat"]), [Column(int64s: [])]).texts == [[]])
        try write(Table(names: ["y"], columns: [Column(int64s: [7])], rowCount: 1), to: "one.arrows")
        let generated = try perform(
            shell("cat > rows; cat one.arrows", inputs: [], outputs: [.init(name: "y")]), [Column(int64s: [1, 2, 3])])
        #expect(try generated.texts == [["7"]])
        let sent = try Data(contentsOf: URL(fileURLWithPath: folder.file("rows")))
        #expect(sent.count > 16)
    }

    @Test("only the wanted columns are kept, in the order of 'outputs'")
    func wanted() throws {
        try write(
            Table([("b", Column(int64s: [1])), ("a", Column(strings: ["x"])), ("c", Column(int64s: [3]))]),
            to: "t.arrows")
        let product = try perform(
            .command(
                CommandWork(
                    arguments: ["cat", "t.arrows"], folder: folder.path, inputs: ["x"],
                    outputs: [.init(name: "a"), .init(name: "b"), .init(name: "c")], wanted: [0, 2])))
        #expect(try product.texts == [["x"], ["3"]])
    }

    @Test("the columns of a family go in under their suffixes")
    func families() throws {
        let family = FeatureFamily(
            suffixes: ["r", "b"], [try Column(int32s: [1, 0]), try Column(int32s: [0, 1])], rows: 2)
        let product = try StepRunner().perform(
            work(["cat"], inputs: ["c"], outputs: [.init(name: "c~b"), .init(name: "c~r")]), [.family(family)])
        #expect(try product.texts == [["0", "1"], ["1", "0"]])
    }

    @Test("narrow types widen as those of files do, and nulls take a declared type")
    func widened() throws {
        let narrow = try Column(int64s: [1, nil]).cast(to: .int8)
        try write(Table([("x", narrow), ("n", Column(nulls: 2, type: .null))]), to: "t.arrows")
        let product = try perform(
            work(["cat", "t.arrows"], outputs: [.init(name: "x", type: .int32), .init(name: "n", type: .date)]))
        #expect(try product.column(0).type == .int32)
        #expect(try product.column(1).type == .date32)
    }

    // MARK: How it is run

    @Test("a program runs in the plan's folder, with its environment, and its errors are the step's log")
    func surroundings() throws {
        try write(Table([("x", Column(int64s: [1]))]), to: "t.arrows")
        let lines = Lines()
        let plan = ExecutionPlan(
            name: "t", steps: [], slots: [Slot(name: "x", dataset: DatasetID(0), producer: StepID(0), type: nil)],
            datasets: [])
        let step = Step(
            id: StepID(0), label: "t",
            work: shell(
                "pwd >&2; echo \"$LEVEL $HOME\" >&2; printf 'no end' >&2; cat > /dev/null; cat t.arrows",
                environment: ["LEVEL": "a b", "HOME": "none"]),
            framework: .arrow, inputs: [], outputs: [SlotID(0)], dependencies: [])
        _ = try ArrowFramework().perform(
            step, inputs: [FeatureData.column(Column(int64s: [1]))],
            context: StepContext(plan: plan, log: { lines.add($0) }))
        let real = URL(fileURLWithPath: folder.path).resolvingSymlinksInPath().path
        #expect(lines.all == [real, "a b none", "no end", "gave 1 row of x"])
    }

    @Test("what it prints without end is cut, and counted")
    func endlessErrors() throws {
        let lines = Lines()
        let plan = ExecutionPlan(
            name: "t", steps: [], slots: [Slot(name: "x", dataset: DatasetID(0), producer: StepID(0), type: nil)],
            datasets: [])
        let step = Step(
            id: StepID(0), label: "t",
            work: shell("i=0; while [ $i -lt 12000 ]; do i=$((i+1)); echo $i; done >&2; cat"),
            framework: .arrow, inputs: [], outputs: [SlotID(0)], dependencies: [])
        _ = try ArrowFramework().perform(
            step, inputs: [FeatureData.column(Column(int64s: [1]))],
            context: StepContext(plan: plan, log: { lines.add($0) }))
        #expect(lines.all.count == 10_000 + 3)
        #expect(
            lines.all.suffix(4) == [
                "10000", "… it prints more than 10000 lines; the rest is counted only", "… and 2000 more lines",
                "gave 1 row of x",
            ])
    }

    @Test("a program may leave its input unread where its output is whole")
    func deaf() throws {
        try write(Table([("x", Column(int64s: [5]))]), to: "t.arrows")
        let many = try Column(int64s: (0..<1_000_000).map { Int64($0) })
        #expect(try perform(work(["cat", "t.arrows"]), [many]).texts == [["5"]])
        #expect(try perform(shell("exec <&-; cat t.arrows"), [many]).texts == [["5"]])
    }

    @Test("what a program leaves running ends with it")
    func leftovers() throws {
        let product = try perform(shell("sleep 600 & echo $! > child; cat"))
        #expect(try product.texts == [["1", nil, "3"]])
        let child = try #require(pid_t(folder.read("child").trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(hasEnded(child))
    }

    @Test("once the step is not wanted any more, the program is ended, and all that it has started")
    func cancelled() throws {
        let cancelled = Flag()
        let lines = Lines { line in if line == "here" { cancelled.set() } }
        let plan = ExecutionPlan(
            name: "t", steps: [], slots: [Slot(name: "x", dataset: DatasetID(0), producer: StepID(0), type: nil)],
            datasets: [])
        let step = Step(
            id: StepID(0), label: "t", work: shell("sleep 600 & echo $! > child; echo here >&2; wait"),
            framework: .arrow,
            inputs: [], outputs: [SlotID(0)], dependencies: [])
        #expect(throws: CancellationError.self) {
            try ArrowFramework().perform(
                step, inputs: [FeatureData.column(Column(int64s: [1]))],
                context: StepContext(plan: plan, log: { lines.add($0) }, isCancelled: { cancelled.isSet }))
        }
        let child = try #require(pid_t(folder.read("child").trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(hasEnded(child))
    }

    // MARK: What goes wrong

    @Test("a program that is not there is told from one that cannot be executed")
    func missing() throws {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        #expect(
            complaint(work(["no-such-thing"]))
                == "command not found: there is no program 'no-such-thing' in the folders of PATH (\(path))")
        #expect(
            complaint(work(["cat"], environment: ["PATH": "/nowhere:\(folder.path)"]))
                == "command not found: there is no program 'cat' in the folders of PATH (/nowhere:\(folder.path))")
        #expect(complaint(work(["./no.sh"])) == "there is no program './no.sh' in \(folder.path)")
        try writeProgram("#!/bin/sh\ncat\n", to: "it.sh")
        #expect(
            complaint(work(["./it.sh"]))
                == "'./it.sh' in \(folder.path) may not be executed; make it executable (chmod +x), or put the program that runs it "
                + "before it, such as [python3, ./it.sh]")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.file("it.sh"))
        #expect(try perform(work(["./it.sh"])).texts == [["1", nil, "3"]])
        #expect(
            complaint(work(["it.sh"]))
                == "command not found: there is no program 'it.sh' in the folders of PATH (\(path)); there is "
                + "one in \(folder.path), which is written ./it.sh")
        #expect(complaint(work(["./"])) == "'./' in \(folder.path) is a folder, not a program")
        try writeProgram("#!/no/interpreter\n", to: "it.sh")
        #expect(complaint(work(["./it.sh"]))?.contains("the program that its first line names") == true)
        try writeProgram("\u{1}\u{2}", to: "it.sh")
        #expect(complaint(work(["./it.sh"]))?.contains("is no program that the system can execute") == true)
    }

    /// In another process: one that is open for writing cannot be executed, and a child of another test may have this process's
    /// descriptor for a moment.
    private func writeProgram(_ text: String, to name: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "printf %s \"$1\" > \"$0\"", folder.file(name), text]
        try process.run()
        process.waitUntilExit()
    }

    @Test(
        "how it ended, and its last words",
        arguments: [
            ("exit 3", "exited with status 3"),
            (
                "cat > /dev/null; echo first >&2; echo second >&2; exit 1",
                "exited with status 1; its last words: first | second"
            ),
            ("cat; exit 4", "exited with status 4"),
            ("kill -SEGV $$", "was killed by SIGSEGV"),
            ("kill -KILL $$", "was killed by SIGKILL (by hand, or by the system where memory has run out)"),
            (
                "no-such-thing 2> /dev/null",
                "exited with status 127 (a shell's way to say that a command cannot be executed, or is not there)"
            ),
            ("cat > /dev/null", "wrote nothing to its standard output, where an Arrow IPC stream is expected"),
            ("exec 1>&-; cat", "exited with status 1"),
            (
                "echo 'scoring 3 rows'; cat",
                "wrote text to its standard output, where an Arrow IPC stream is expected: 'scoring 3 rows'; what it has to say to people belongs on standard error"
            ),
            (
                "{ echo 'scoring 3 rows'; cat; } | dd obs=65536 2>/dev/null",
                "wrote text to its standard output, where an Arrow IPC stream is expected: 'scoring 3 rows'; what it has to say to people belongs on standard error"
            ),
            (
                "printf hm",
                "wrote text to its standard output, where an Arrow IPC stream is expected: 'hm'; what it has to say to people belongs on standard error"
            ),
            (
                "printf '\\001\\002\\003\\004'",
                "wrote something to its standard output that is no Arrow IPC stream, after 0 rows (a message does not begin as one)"
            ),
            (
                "cat; echo done",
                "wrote more to its standard output after the end of its Arrow stream; what it has to say to people belongs on standard error"
            ),
            ("head -c 100; cat > /dev/null", "ended in the middle of its Arrow stream, after 0 rows"),
        ])
    func ends(script: String, expected: String) throws {
        let complaint = complaint(shell(script))
        let line = CommandWork(arguments: ["sh", "-c", script], folder: "", inputs: [], outputs: []).commandLine
        // Of a shell's own complaints the words differ.
        let known =
            script.hasPrefix("exec 1>&-") ? complaint?.components(separatedBy: "; its last words").first : complaint
        #expect(known == "the program '\(line)' \(expected)")
    }

    @Test("one that exits early with nothing said is told so, with how far it read")
    func early() throws {
        let many = try Column(int64s: (0..<1_000_000).map { Int64($0) })
        #expect(
            complaint(shell("exit 0"), [many])
                == "the program 'sh -c 'exit 0'' wrote nothing to its standard output, where an Arrow IPC stream is expected, and exited "
                + "before it had read all of its input")
    }

    @Test("garbage in the middle of a stream")
    func garbage() throws {
        try write(Table([("x", Column(int64s: (0..<1000).map { Int64($0) }))]), to: "t.arrows")
        var bytes = try Data(contentsOf: URL(fileURLWithPath: folder.file("t.arrows")))
        bytes.removeLast(8)
        bytes.append(contentsOf: Data("Traceback (most recent call last)".utf8))
        try bytes.write(to: URL(fileURLWithPath: folder.file("t.arrows")))
        #expect(
            complaint(work(["cat", "t.arrows"]))
                == "the program 'cat t.arrows' wrote something to its standard output that is no Arrow IPC stream, after 1000 rows (a "
                + "message does not begin as one)")
    }

    @Test("columns that are missing, too many, twice there, or of another type")
    func schema() throws {
        #expect(
            complaint(work(["cat"], outputs: [.init(name: "risk")]))
                == "the program 'cat' gave a column 'x', which 'outputs' does not name; 'outputs' has risk")
        #expect(
            complaint(work(["cat"], outputs: [.init(name: "x"), .init(name: "risk")]))
                == "the program 'cat' gave no column 'risk', which 'outputs' names; it gave x")
        #expect(
            complaint(work(["cat"], outputs: [.init(name: "x", type: .string)]))
                == "the program 'cat' gave the column 'x' as int64, but 'outputs' says string; have the program give that, or declare "
                + "int64")
        let list = try Kernel.column("split_pattern", [.column(Column(strings: ["a,b"]))], .splitPattern(",", max: -1))
        try write(Table([("x", list)]), to: "t.arrows")
        #expect(
            complaint(work(["cat", "t.arrows"]))?.hasPrefix("the program 'cat t.arrows' gave the column 'x' as list<")
                == true)
    }

    @Test("numbers become those that were declared, if all fit; strictly, only wider ones")
    func numbers() throws {
        func complaint(_ type: DataType, _ column: Column, isStrict: Bool = false) -> String? {
            message {
                let work = CommandWork(
                    arguments: ["cat"], folder: folder.path, inputs: ["x"], outputs: [.init(name: "x", type: type)],
                    isStrict: isStrict)
                let given = try perform(.command(work), [column]).column(0).dataType
                #expect(given == type)
            }
        }
        let whole = try Column(int64s: [1, nil, 3])
        #expect(complaint(.float64, whole) == nil)
        #expect(complaint(.int32, whole) == nil)
        #expect(complaint(.float64, whole, isStrict: true) == nil)
        #expect(
            complaint(.int32, whole, isStrict: true)
                == "the program 'cat' gave the column 'x' as int64, but 'outputs' says int32; have the program give that, or declare int64"
        )
        #expect(
            try complaint(.int32, Column(int64s: [1 << 40]))?.hasPrefix(
                "the program 'cat' gave the column 'x' as int64, and not all of it fits into int32, as 'outputs' says: "
            ) == true)
        #expect(try complaint(.int64, Column(doubles: [0.5]))?.contains("not all of it fits into int64") == true)
    }

    @Test("'rows: same' is checked, and both numbers told")
    func sameRows() throws {
        try write(Table([("x", Column(int64s: [5]))]), to: "t.arrows")
        #expect(
            complaint(work(["cat", "t.arrows"], keepsRows: true))
                == "the program 'cat t.arrows' got 3 rows and gave 1; with 'rows: same' it has to give one for each, in order"
        )
    }

    /// Within ten seconds; who takes over an orphan may take its status whenever it likes.
    private func hasEnded(_ process: pid_t) -> Bool {
        let watch = weir_process_watch(process)
        guard watch >= 0 else { return watch == -ESRCH }
        defer { close(watch) }
        var polled = pollfd(fd: watch, events: Int16(POLLIN), revents: 0)
        return poll(&polled, 1, 10_000) > 0
    }
}

/// Lines of a log, from any thread.
private final class Lines: @unchecked Sendable {
    // Sendable: `lines` is read and written under `lock` only.
    private let lock = NSLock()
    private var lines: [String] = []
    private let heard: @Sendable (String) -> Void

    init(_ heard: @escaping @Sendable (String) -> Void = { _ in }) { self.heard = heard }

    func add(_ line: String) {
        lock.withLock { lines.append(line) }
        heard(line)
    }

    var all: [String] { lock.withLock { lines } }
}

private final class Flag: @unchecked Sendable {
    // Sendable: `value` is read and written under `lock` only.
    private let lock = NSLock()
    private var value = false
    var isSet: Bool { lock.withLock { value } }
    func set() { lock.withLock { value = true } }
}
