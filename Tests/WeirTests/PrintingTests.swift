import Foundation
import TestFolders
import Testing

/// The commands that print and run nothing.
@Suite struct PrintingTests {
    @Test func aPlanIsPrintedAsText() async throws {
        let folder = try TestFolder(ShopPlan.files)
        let ended = try await WeirProcess.run(["plan", "shop.yaml"], in: folder.path)
        #expect(ended.status == 0)
        #expect(
            ended.output == """
                plan shop: 5 steps, 2 datasets, 2 outputs

                s0  compute  arrow  d0 sales    read sales            csv sales.csv; 2 columns: town, amount
                s1  compute  arrow  d0 sales    amount__mean_imputed  missing_value(amount)  ← s0
                s2  compute  arrow  d1 by_town  group by_town         by town: amount__sum, count  ← s0
                s3  write    arrow  -           write filled          out/filled.csv: town, amount__mean_imputed  ← s0 s1
                s4  write    arrow  -           collect towns         preview: town, amount__sum, count  ← s2

                """)
        #expect(folder.files == ["sales.csv", "shop.yaml"])
    }

    @Test func aPlanIsPrintedAsJSON() async throws {
        let folder = try TestFolder(ShopPlan.files)
        let ended = try await WeirProcess.run(["plan", "shop.yaml", "--format", "json"], in: folder.path)
        #expect(ended.status == 0)
        let object = try JSONSerialization.jsonObject(with: Data(ended.output.utf8)) as? [String: Any]
        #expect(object?["plan"] as? String == "shop")
    }

    @Test func aPlanIsPrintedAsAGraph() async throws {
        let folder = try TestFolder(ShopPlan.files)
        let ended = try await WeirProcess.run(["plan", "shop.yaml", "--format", "dot"], in: folder.path)
        #expect(ended.status == 0)
        #expect(ended.output.hasPrefix("digraph "))
        #expect(ended.output.hasSuffix("}\n"))
    }

    @Test func onlyOneOutputMeansFewerSteps() async throws {
        let folder = try TestFolder(ShopPlan.files)
        let all = try await WeirProcess.run(["plan", "shop.yaml"], in: folder.path)
        let one = try await WeirProcess.run(["plan", "shop.yaml", "--only", "towns"], in: folder.path)
        #expect(one.status == 0)
        #expect(one.lines.count < all.lines.count)
        #expect(!one.output.contains("amount__mean_imputed"))
    }

    @Test func anUnknownOutputIsAnErrorWithTheNearestName() async throws {
        let folder = try TestFolder(ShopPlan.files)
        let ended = try await WeirProcess.run(["plan", "shop.yaml", "--only", "town"], in: folder.path)
        #expect(ended.status == 2)
        #expect(ended.errors.contains("'town'"))
        #expect(ended.errors.contains("'towns'"))
    }

    @Test func theSchemaIsJSON() async throws {
        let folder = try TestFolder()
        let ended = try await WeirProcess.run(["schema"], in: folder.path)
        #expect(ended.status == 0)
        let object = try JSONSerialization.jsonObject(with: Data(ended.output.utf8)) as? [String: Any]
        #expect(object?["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
        let keys = (object?["properties"] as? [String: Any])?.keys.sorted() ?? []
        #expect(
            Set(["sources", "groups", "links", "filters", "checks", "outputs", "run", "params", "name"]).isSubset(
                of: keys))
    }

    @Test func theGroupsAreListedWithTheirGrammar() async throws {
        let folder = try TestFolder()
        let ended = try await WeirProcess.run(["groups"], in: folder.path)
        #expect(ended.status == 0)
        for grammar in ["x__{op}_aggr", "x__{op}_imputed", "x__{op}_scaled", "x__{op}_encoded"] {
            #expect(ended.output.contains("  \(grammar)"))
        }
    }

    @Test func aGroupIsExplainedWithAnExample() async throws {
        let folder = try TestFolder()
        let ended = try await WeirProcess.run(["groups", "scaling"], in: folder.path)
        #expect(ended.status == 0)
        #expect(ended.output.hasPrefix("Scaling (scaling)\n"))
        #expect(
            ended.output.hasSuffix(
                """
                Example
                  seats__minmax_scaled

                  seats  → seats__minmax_scaled
                  2        0
                  4        0.5

                  6        1

                """))
    }

    @Test func aClosedPipeEndsQuietly() async throws {
        let folder = try TestFolder()
        let process = try WeirProcess(["schema"], in: folder.path)
        process.closeOutput()
        let ended = await process.end()
        #expect(ended.status == 128 + SIGPIPE)
        #expect(ended.errors.isEmpty)
    }
}
