import Synchronization
import Testing

@testable import Columnar

/// The columns of many files, each looked at once.
@Suite struct SampledSchemasTests {
    private let scratch: Scratch
    private let form = SampledSchemas.Form(format: .csv(CSVFormat()), types: [:])

    init() throws { scratch = try Scratch() }

    /// As a process later has it, when the times of the files tell of every change that there could be.
    private func known() -> SampledSchemas { SampledSchemas { FileStamp.now + 60_000_000_000 } }

    private func files(_ count: Int) throws -> [String] {
        try (0..<count).map { try scratch.file("\($0).csv", "x\n\($0)\n") }
    }

    /// Tells each file's name as its column.
    private final class Sampler: Sendable {
        let count = Mutex(0)

        func sample(_ path: String) -> Result<Schema, ColumnarError> {
            count.withLock { $0 += 1 }
            return path.hasSuffix("odd.csv")
                ? .failure(ColumnarError(.data, "odd", .init(file: path)))
                : .success(Schema([Field(path, .int64)]))
        }
    }

    @Test(arguments: [3, 200]) func aFileIsLookedAtOnceUntilItChanges(count: Int) throws {
        let paths = try files(count)
        let (known, sampler) = (known(), Sampler())
        for _ in 0..<3 {
            let found = known.schemas(of: paths[...], as: form, sampler.sample)
            #expect(try found.map { try $0.get().names } == paths.map { [$0] })
        }
        #expect(sampler.count.withLock { $0 } == count)
        _ = try scratch.file("1.csv", "x\n12345\n")
        _ = known.schemas(of: paths[...], as: form, sampler.sample)
        #expect(sampler.count.withLock { $0 } == count + 1)
        // Read otherwise it is another matter.
        let other = SampledSchemas.Form(format: .csv(CSVFormat(delimiter: 0x3B)), types: [:])
        _ = known.schemas(of: paths[...], as: other, sampler.sample)
        #expect(sampler.count.withLock { $0 } == count * 2 + 1)
    }

    @Test func aFileThatWasJustChangedIsLookedAtAgain() throws {
        let paths = try files(2)
        // However slow the machine is, it was just now.
        let changed = try #require(FileStamp(of: paths[0])).changed
        let (known, sampler) = (SampledSchemas { changed }, Sampler())
        for _ in 0..<2 { _ = known.schemas(of: paths[...], as: form, sampler.sample) }
        #expect(sampler.count.withLock { $0 } == 4)
    }

    @Test(arguments: [3, 200]) func theFirstThatCannotBeReadEndsIt(count: Int) throws {
        var paths = try files(count)
        paths[1] = try scratch.file("odd.csv", "")
        let (known, sampler) = (known(), Sampler())
        let found = known.schemas(of: paths[...], as: form, sampler.sample)
        #expect(throws: ColumnarError.self) { try found[1].get() }
        #expect(try found[0].get().names == [paths[0]])
        if count == 3 { #expect(sampler.count.withLock { $0 } == 2) }
    }

    @Test func theFileWhoseColumnsDifferIsNamedAmongMany() throws {
        for number in 0..<1_100 {
            _ = try scratch.file("f\(10_000 + number).csv", number == 700 ? "x\nword\n" : "x\n1\n")
        }
        _ = try scratch.file("f10900.csv", "y\n1\n")
        let error = try #require(throws: ColumnarError.self) {
            try FileReader(.csv(CSVFormat()), pattern: scratch.name("f*.csv"))
        }
        #expect(error.context.file == scratch.name("f10700.csv") && error.context.column == "x")
        _ = try scratch.file("f10700.csv", "x\n2.5\n")
        let second = try #require(throws: ColumnarError.self) {
            try FileReader(.csv(CSVFormat()), pattern: scratch.name("f*.csv"))
        }
        #expect(second.context.file == scratch.name("f10900.csv"))
        _ = try scratch.file("f10900.csv", "x\n7\n")
        #expect(try FileReader(.csv(CSVFormat()), pattern: scratch.name("f*.csv")).schema["x"] == .float64)
    }
}
