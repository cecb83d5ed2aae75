import Foundation
import Plan
import Testing
import Watching

@Suite struct PlanInputsTests {
    private var inputs: PlanInputs {
        var inputs = PlanInputs(planFile: "/p/a.yaml")
        inputs.add(.file(.csv, path: "/p/data/x.csv", written: "data/x.csv"))
        inputs.add(.file(.parquet, path: "/d/*/part-?.parquet", written: "…"))
        inputs.add(.sqlite(path: "/p/base.db", written: "base.db", .table("t")))
        inputs.add(.postgresql(uri: "postgresql://h", .table("t")))
        inputs.add(.file(path: "/p/out/y.csv", written: "out/y.csv", format: .csv))
        return inputs
    }

    @Test(arguments: [
        "/p/a.yaml", "/p/data/x.csv", "/d/one/part-1.parquet", "/p/base.db", "/p/base.db-wal", "/p/data", "/p", "/d",
        "/d/one",
    ])
    func whatItReadsConcernsIt(_ path: String) { #expect(inputs.isAffected(by: path)) }

    @Test(arguments: [
        "/p/out/y.csv", "/p/b.yaml", "/p/data/x.csv~", "/p/data/.x.csv.swp", "/d/one/part-12.parquet",
        "/d/.hidden/part-1.parquet", "/d/one/two", "/p/out", "/p/dat",
    ])
    func nothingElseDoes(_ path: String) { #expect(!inputs.isAffected(by: path)) }

    @Test func foldersAreThoseOfItsFilesAndOfWhatPatternsMatch() throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "weir-tests-\(UUID().uuidString)").path
        for name in ["one", "two"] {
            try FileManager.default.createDirectory(atPath: "\(root)/\(name)", withIntermediateDirectories: true)
        }
        defer { try? FileManager.default.removeItem(atPath: root) }
        var inputs = PlanInputs(planFile: "/p/a.yaml")
        inputs.add(path: "\(root)/*/x.csv")
        #expect(inputs.folders == ["/p", root, "\(root)/one", "\(root)/two"])
    }

    @Test func aPlanThatReadsAnothersOutputIsItsReader() {
        var reader = PlanInputs(planFile: "/p/b.yaml")
        reader.add(.file(.csv, path: "/p/out/*.csv", written: "out/*.csv"))
        #expect(reader.reads(outputsOf: inputs))
        #expect(!inputs.reads(outputsOf: reader))
        // Its own output is no input of it.
        reader.add(.file(path: "/p/out/y.csv", written: "out/y.csv", format: .csv))
        #expect(!reader.reads(outputsOf: inputs))
    }

    @Test func linksAreFollowed() throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "weir-tests-\(UUID().uuidString)")
            .resolvingSymlinksInPath().path
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: root) }
        try Data().write(to: URL(fileURLWithPath: root + "/real.csv"))
        try FileManager.default.createSymbolicLink(atPath: root + "/link.csv", withDestinationPath: "real.csv")
        var inputs = PlanInputs(planFile: "/p/a.yaml")
        inputs.add(path: root + "/link.csv")
        inputs.followLinks()
        #expect(inputs.files.contains { $0.hasSuffix("/real.csv") } && inputs.files.contains(root + "/link.csv"))
    }
}
