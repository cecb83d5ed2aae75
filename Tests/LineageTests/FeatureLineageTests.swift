import Foundation
import Lineage
import Plan
import Testing

/// Lineage as it is printed.
@Suite("Lineage as text, JSON and dot")
struct FeatureLineageTests {
    private func plan() throws -> TracedPlan {
        try TracedPlan(
            """
            sources:
              sales: {csv: sales.csv}
              towns: {csv: towns.csv}
            links:
              - {join: left, left: sales, right: towns, on: town}
            filters:
              - {feature: amount, min: 2}
            outputs:
              out:
                features: [sales.town, {name: share, options: {expression: "amount / people"}}]
            """,
            [
                "sales.csv": "town,amount\nBern,1\nBern,5\nChur,7\n",
                "towns.csv": "town,people\nChur,40\nBern,130\n",
            ])
    }

    @Test("features alone need no run")
    func features() throws {
        let text = try plan().graph("out", "share").text
        #expect(
            text == """
                out.share
                └─ share  s3 expression: expression(amount, people) expression='amount / people'
                   ├─ amount  s2 left: left on town; 3 columns
                   │  ├─ amount  s0 read: csv sales.csv; 2 columns: town, amount; where amount >= 2
                   │  ├─ key town  s0 read: csv sales.csv; 2 columns: town, amount; where amount >= 2
                   │  └─ key town  s1 read: csv towns.csv; 2 columns: town, people
                   └─ people  s2 left: left on town; 3 columns
                      ├─ people  s1 read: csv towns.csv; 2 columns: town, people
                      ├─ key town  (above)
                      └─ key town  (above)

                sources
                  sales (csv sales.csv): town, amount
                  towns (csv towns.csv): town, people

                """)
    }

    @Test("a row with the rows of the files")
    func row() throws {
        let text = try plan().graph("out", "share", row: 1).text
        #expect(text.hasPrefix("out.share row 2\n└─ share  row 2  s3 expression: "))
        #expect(
            text.hasSuffix(
                """
                sources
                  sales.csv (sales) row 3: town, amount
                  towns.csv (towns) row 1: town, people

                """))
    }

    @Test("JSON names features, roles and rows")
    func json() throws {
        let text = try plan().graph("out", "share", row: 0).json
        let document = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(document["schema_version"] as? Int == 1)
        #expect(document["row"] as? Int == 1)
        let features = try #require(document["features"] as? [[String: Any]])
        #expect(features.first?["feature"] as? String == "share")
        #expect(features.first?["rows"] as? [[Int]] == [[1, 1]])
        let join = try #require(features.first { $0["group"] as? String == "left" })
        let roles = try #require(join["inputs"] as? [[String: Any]]).compactMap { $0["role"] as? String }
        #expect(roles == ["value", "key", "key"])
        let sources = try #require(document["sources"] as? [[String: Any]])
        #expect(sources.map { $0["source"] as? String } == ["sales", "towns"])
        let file = try #require((sources[0]["files"] as? [[String: Any]])?.first)
        #expect(file["name"] as? String == "sales.csv")
        #expect(file["rows"] as? [[Int]] == [[2, 2]])
    }

    @Test("dot has an edge for each input, dashed where it is no value")
    func dot() throws {
        let text = try plan().graph("out", "share").dot
        #expect(text.hasPrefix("digraph \"out.share\" {\n"))
        #expect(text.contains(" -> output;\n"))
        #expect(text.contains("[style=dashed, label=key];"))
        #expect(text.hasSuffix("}\n"))
        #expect(text.count { $0 == "\"" }.isMultiple(of: 2))
    }
}
