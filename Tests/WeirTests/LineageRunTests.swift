import Foundation
import TestFolders
import Testing

/// Runs of the built program that record their lineage, and `weir lineage` over what they leave.
@Suite struct LineageRunTests {
    @Test(arguments: ["sync", "threads", "processes"])
    func aRowOfAnOutputLeadsToTheRowsOfItsFilesInEveryMode(_ mode: String) async throws {
        let folder = try TestFolder(ShopPlan.files)
        let run = try await WeirProcess.run(
            ["run", "shop.yaml", "--ui", "none", "--mode", mode, "--lineage"], in: folder.path)
        #expect(run.status == 0)
        #expect(run.errors == "")
        #expect(try folder.text(of: "out/filled.csv") == ShopPlan.filled)
        let town = try await WeirProcess.run(["lineage", "towns.amount__sum", "--row", "1"], in: folder.path)
        #expect(town.status == 0)
        #expect(town.output.hasSuffix("sources\n  sales.csv (sales) rows 1, 3: town, amount\n"))
        let filled = try await WeirProcess.run(
            ["lineage", "filled.amount__mean_imputed", "--row", "2", "--plan", "shop.yaml"], in: folder.path)
        #expect(filled.output.hasSuffix("sources\n  sales.csv (sales) all rows: amount\n"))
    }

    @Test func featuresNeedNoRun() async throws {
        let folder = try TestFolder(ShopPlan.files)
        let ended = try await WeirProcess.run(["lineage", "towns.amount__sum"], in: folder.path)
        #expect(ended.status == 0)
        #expect(ended.output.hasPrefix("towns.amount__sum\n└─ amount__sum  s2 group_by: "))
        let dot = try await WeirProcess.run(
            ["lineage", "towns.amount__sum", "--format", "dot"], in: folder.path)
        #expect(dot.output.hasPrefix("digraph "))
    }

    @Test func whatCannotBeSaidIsAnErrorThatSaysWhatToDo() async throws {
        let folder = try TestFolder(ShopPlan.files)
        func said(_ arguments: String...) async throws -> String {
            let ended = try await WeirProcess.run(["lineage"] + arguments, in: folder.path)
            #expect(ended.status == 2)
            return ended.errors
        }
        #expect(try await said("filled.town", "--row", "1").contains("run the plan with --lineage first"))
        #expect(
            try await said("filled.amount", "--plan", "shop.yaml").contains(
                "the output 'filled' has no column 'amount'"))
        #expect(try await said("filled").contains("name a column of the output 'filled'; it has "))
        #expect(try await said("nothing.x").contains("no plan in this folder has it; name the plan with --plan FILE"))
        #expect(
            try await said("fild.x", "--plan", "shop.yaml").contains(
                "the plan has no output 'fild'; did you mean 'filled'?"))
        #expect(try await WeirProcess.run(["lineage", "filled.x", "--row", "0"], in: folder.path).status == 2)
    }

    @Test func theRecordIsThatOfThisPlanAndOfItsLastRunThatSucceeded() async throws {
        let folder = try TestFolder(ShopPlan.files)
        func run() async throws -> Int32 {
            try await WeirProcess.run(["run", "shop.yaml", "--ui", "none", "--lineage"], in: folder.path).status
        }
        #expect(try await run() == 0)
        try folder.write(ShopPlan.yaml + "\nchecks:\n  - {feature: amount, not_null: true}\n", to: "shop.yaml")
        let stale = try await WeirProcess.run(["lineage", "towns.count", "--row", "1"], in: folder.path)
        #expect(stale.status == 2)
        #expect(stale.errors.contains("the lineage that there is was recorded of another plan"))
        #expect(try await run() == 1)
        let kept = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/.weir/lineage")
        #expect(kept == ["shop.yaml"])
        try folder.write(ShopPlan.yaml, to: "shop.yaml")
        let again = try await WeirProcess.run(["lineage", "towns.count", "--row", "3"], in: folder.path)
        #expect(again.output.hasSuffix("sources\n  sales.csv (sales) row 4: town\n"))
    }

    @Test func aCacheDoesNotGoWithIt() async throws {
        let folder = try TestFolder(ShopPlan.files)
        let ended = try await WeirProcess.run(
            ["run", "shop.yaml", "--ui", "none", "--lineage", "--cache"], in: folder.path)
        #expect(ended.status == 2)
        #expect(ended.errors.contains("--lineage does not go with --cache or --resume"))
    }
}
