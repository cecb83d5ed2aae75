import Caching
import Plan
import TestFolders
import Testing

/// What the identity of a step depends on, and what it does not.
@Suite struct PlanIdentityTests {
    private static let files = [
        "sales.csv": "town,amount,price\nBern,2,1.5\nBasel,4,2.0\nChur,6,0.5\n",
        "towns.csv": "town,name\nBern,Berne\nBasel,Basle\n",
        "risk.py": "print(1)\n", "model.json": "{}",
    ]

    private static let text = """
        sources:
          sales: {csv: sales.csv}
          towns: {csv: towns.csv}
        groups:
          sums: {from: sales, group_by: [town], features: [amount__sum]}
          risks: {from: sales, command: [python3, risk.py], inputs: [amount], outputs: {risk: float64}, rows: same, env: {MODEL: model.json}}
        links:
          - {join: left, left: sales, right: towns, on: town}
        outputs:
          all: {features: [sales.town, amount__mean_imputed, price__max_aggr, name], to: out/all.csv}
          sums: {features: [sums.town, sums.amount__sum], to: out/sums.csv}
          risks: {features: [risk], to: out/risks.csv}
        """

    private func changes(_ old: String, _ new: String) throws -> Set<String> {
        let folder = try TestFolder(Self.files)
        let before = try PlannedText(Self.text, in: folder)
        let after = try PlannedText(Self.text.replacing(old, with: new), in: folder)
        return before.changes(to: after)
    }

    private func changes(in file: String, to content: String) throws -> Set<String> {
        let folder = try TestFolder(Self.files)
        let before = try PlannedText(Self.text, in: folder)
        try folder.write(content, to: file)
        return before.changes(to: try PlannedText(Self.text, in: folder))
    }

    @Test func everyStepHasOneAndNoTwoAreAlike() throws {
        let planned = try PlannedText(Self.text, in: TestFolder(Self.files))
        let hashes = planned.steps.values.compactMap(\.self)
        #expect(hashes.count == planned.plan.steps.count)
        #expect(Set(hashes).count == hashes.count)
        #expect(planned.slots.values.allSatisfy { $0 != nil })
    }

    @Test func placesAndNamesOfFilesAndCommentsDecideNothing() throws {
        #expect(try changes("sources:\n", "# a comment\n\n\nsources:\n") == [])
        let (one, other) = (try TestFolder(Self.files), try TestFolder(Self.files))
        let (before, after) = (try PlannedText(Self.text, in: one), try PlannedText(Self.text, in: other))
        // Programs may look about in their folder, and outputs lie in it.
        #expect(before.changes(to: after) == ["run risks", "write all", "write sums", "write risks"])
        try one.write(Self.files["sales.csv"] ?? "", to: "same.csv")
        let renamed = try PlannedText(Self.text.replacing("csv: sales.csv", with: "csv: same.csv"), in: one)
        #expect(before.changes(to: renamed) == [])
    }

    @Test func aFileDecidesWhatIsReadFromItAndAllThatFollows() throws {
        #expect(
            try changes(in: "towns.csv", to: "town,name\nBern,Berne\n") == [
                "read towns", "join sales⟕towns", "write all",
            ])
        #expect(
            try changes(in: "sales.csv", to: "town,amount,price\nBern,3,1.5\n").isSuperset(of: [
                "read sales", "group sums", "run risks", "write sums",
            ]))
    }

    @Test func aProgramDependsOnItsScriptAndTheFilesThatItsVariablesName() throws {
        #expect(try changes(in: "risk.py", to: "print(2)\n") == ["run risks", "write risks"])
        #expect(try changes(in: "model.json", to: "[]") == ["run risks", "write risks"])
        #expect(try changes("[python3, risk.py]", "[python3, risk.py, '1']") == ["run risks", "write risks"])
    }

    @Test func linksFiltersAndOptionsDecideWhatFollowsThem() throws {
        #expect(try changes("join: left", "join: inner").contains("write all"))
        let filtered = try changes("outputs:\n  all", "filters:\n  - {feature: sales.amount, min: 3}\noutputs:\n  all")
        #expect(filtered.isSuperset(of: ["read sales", "write all"]))
        #expect(try changes("to: out/sums.csv", "to: out/sums.arrow") == ["write sums"])
    }

    @Test func oneColumnMoreLeavesTheOthersAsTheyWere() throws {
        let folder = try TestFolder(Self.files)
        let before = try PlannedText(Self.text, in: folder)
        let wider = Self.text.replacing(
            "price__max_aggr, name]", with: "price__max_aggr, name, price, amount__sum_aggr]")
        let after = try PlannedText(wider, in: folder)
        let (old, new) = (before.slots, after.slots)
        for (name, hash) in old { #expect(new[name] == hash, "\(name)") }
        #expect(after.plan.slots.count > before.plan.slots.count)
    }

    @Test func anotherProgramComputesAnew() throws {
        let folder = try TestFolder(Self.files)
        let before = try PlannedText(Self.text, in: folder, engine: "1")
        let after = try PlannedText(Self.text, in: folder, engine: "2")
        #expect(before.changes(to: after).count == before.plan.steps.count)
    }
}
