import TestFolders
import Testing

@Suite struct CheckTests {
    private static let bad = """
        sources:
          sales: {csv: sales.csv}
        outputs:
          all: {features: [twon, amount__maen_imputed]}
        """

    @Test func aGoodPlanIsOneLineOfFigures() async throws {
        let folder = try TestFolder(ShopPlan.files)
        let ended = try await WeirProcess.run(["check", "shop.yaml"], in: folder.path)
        #expect(ended.status == 0)
        #expect(ended.output.contains(#/^shop\.yaml: ok: \d+ steps, 2 outputs\n$/#))
        #expect(ended.errors.isEmpty)
    }

    @Test func everyErrorOfEveryPlanInAFolderIsReported() async throws {
        let folder = try TestFolder(["plans/sales.csv": ShopPlan.sales, "plans/good.yaml": ShopPlan.yaml])
        try folder.write(Self.bad, to: "plans/bad.yaml")
        try folder.write("souces: {}\n", to: "plans/worse.yml")
        try folder.write("not a plan", to: "plans/notes.txt")
        let ended = try await WeirProcess.run(["check", "plans"], in: folder.path)
        #expect(ended.status == 2)
        #expect(ended.output.contains("plans/good.yaml: ok: "))
        let errors = ended.errors.split(separator: "\n")
        #expect(errors.contains { $0.hasPrefix("plans/bad.yaml:4:20: error: ") && $0.contains("town") })
        #expect(errors.contains { $0.hasPrefix("plans/bad.yaml:4:26: error: ") && $0.contains("mean") })
        #expect(errors.contains { $0.hasPrefix("plans/worse.yml:1:1: error: ") && $0.contains("sources") })
        #expect(!ended.errors.contains("notes.txt"))
    }

    @Test func aMissingFileSaysSo() async throws {
        let folder = try TestFolder()
        let ended = try await WeirProcess.run(["check", "nowhere.yaml"], in: folder.path)
        #expect(ended.status == 2)
        #expect(ended.errors == "error: cannot read the plan 'nowhere.yaml': there is no such file\n")
    }

    @Test func inGitHubActionsErrorsAreAnnotationsToo() async throws {
        let folder = try TestFolder(["sales.csv": ShopPlan.sales, "bad.yaml": Self.bad])
        let ended = try await WeirProcess.run(
            ["check", "bad.yaml"], in: folder.path, environment: ["GITHUB_ACTIONS": "true"])
        #expect(ended.status == 2)
        #expect(ended.lines.first?.hasPrefix("::error file=bad.yaml,line=4,col=20,title=plan::") == true)
    }
}
