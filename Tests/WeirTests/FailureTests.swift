import Foundation
import TestFolders
import Testing

@Suite struct FailureTests {
    @Test func aFailedStepEndsWithOneAndIsSaidAtTheEnd() async throws {
        let folder = try TestFolder(BadNumberPlan.files)
        let ended = try await WeirProcess.run(["run", "sales.yaml"], in: folder.path)
        #expect(ended.status == 1)
        #expect(ended.lines.contains { $0.contains("] FAIL  read sales ") })
        #expect(ended.lines.contains { $0.contains("] SKIP  write all  needs read sales") })
        #expect(ended.output.contains("sales failed: 0 of "))
        for word in ["step 'read sales'", "sales.csv", "200002", "amount", "many"] {
            #expect(ended.errors.contains(word))
        }
        #expect(folder.files == ["sales.csv", "sales.yaml"])
    }

    @Test func withoutALogTheFailureIsStillSaid() async throws {
        let folder = try TestFolder(BadNumberPlan.files)
        let ended = try await WeirProcess.run(["run", "sales.yaml", "--ui", "none"], in: folder.path)
        #expect(ended.status == 1)
        #expect(ended.output.isEmpty)
        #expect(ended.errors.contains("error: step 'read sales'"))
    }

    @Test func aFailedCheckEndsWithOneAndWritesNothing() async throws {
        let folder = try TestFolder(ShopPlan.files)
        try folder.write(ShopPlan.yaml + "\nchecks:\n  - {feature: amount, not_null: true}\n", to: "shop.yaml")
        let ended = try await WeirProcess.run(["run", "shop.yaml"], in: folder.path)
        #expect(ended.status == 1)
        #expect(ended.output.contains(#/CHECK .*amount.*  fails: 1 of 4 rows/#))
        #expect(ended.errors.contains("amount"))
        #expect(folder.files == ["sales.csv", "shop.yaml"])
    }

    @Test func aCheckThatOnlyWarnsLetsTheRunGoOn() async throws {
        let folder = try TestFolder(ShopPlan.files)
        try folder.write(
            ShopPlan.yaml + "\nchecks:\n  - {feature: amount, not_null: true, severity: warn}\n", to: "shop.yaml")
        let ended = try await WeirProcess.run(["run", "shop.yaml"], in: folder.path)
        #expect(ended.status == 0)
        #expect(ended.output.contains("does not hold (a warning): 1 of 4 rows"))
        #expect(folder.files == ["out/filled.csv", "sales.csv", "shop.yaml"])
    }

    @Test func keepGoingWritesWhatDoesNotDependOnTheFailure() async throws {
        let folder = try TestFolder(BadNumberPlan.files)
        try folder.write("a\n1\n", to: "other.csv")
        try folder.write(
            """
            sources:
              sales: {csv: sales.csv}
              other: {csv: other.csv}
            outputs:
              all: {features: [sales.amount], to: out/all.csv}
              rest: {features: [other.a], to: out/rest.csv}
            """, to: "both.yaml")
        let ended = try await WeirProcess.run(["run", "both.yaml", "--keep-going"], in: folder.path)
        #expect(ended.status == 1)
        #expect(try folder.text(of: "out/rest.csv") == "a\n1\n")
        #expect(folder.files == ["both.yaml", "other.csv", "out/rest.csv", "sales.csv", "sales.yaml"])
    }

    @Test func gitHubGetsAnnotationsAndASummary() async throws {
        let folder = try TestFolder(BadNumberPlan.files)
        let ended = try await WeirProcess.run(
            ["run", "sales.yaml"], in: folder.path,
            environment: ["GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": folder.path + "/summary.md"])
        #expect(ended.status == 1)
        #expect(ended.lines.contains { $0.hasPrefix("::error ") && $0.contains("title=step read sales failed::") })
        let summary = try folder.text(of: "summary.md")
        #expect(summary.hasPrefix("### weir: sales failed\n"))
        #expect(summary.contains("| read sales |"))
    }
}
