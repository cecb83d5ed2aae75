import Caching
import Plan
import TestFolders
import Testing

/// By what steps are known from run to run, whatever their data is.
@Suite struct PlanDefinitionTests {
    private static let files = [
        "sales.csv": "town,amount,price\nBern,2,1.5\nBasel,4,2.0\n", "towns.csv": "town,name\nBern,Berne\n",
        "risk.py": "print(1)\n",
    ]

    private static let text = """
        sources:
          sales: {csv: sales.csv}
          towns: {csv: towns.csv}
        groups:
          sums: {from: sales, group_by: [town], features: [amount__sum]}
          risks: {from: sales, command: [python3, risk.py], inputs: [amount], outputs: {risk: float64}, rows: same, env: {KEY: secret}}
        links:
          - {join: left, left: sales, right: towns, on: town}
        outputs:
          all: {features: [sales.town, amount__mean_imputed, amount__mean_imputed__standard_scaled, name], to: out/all.csv}
          sums: {features: [sums.town, sums.amount__sum], to: out/sums.csv}
          risks: {features: [risk], to: out/risks.csv}
        """

    private let folder: TestFolder

    init() throws { folder = try TestFolder(Self.files) }

    /// By label.
    private func definitions(_ text: String = text, in other: TestFolder? = nil) throws -> [String: String] {
        let planned = try PlannedText(text, in: other ?? folder)
        let definition = PlanDefinition(of: planned.plan)
        return Dictionary(
            planned.plan.steps.map { ($0.label, "\(definition[$0.id])") }, uniquingKeysWith: { first, _ in first })
    }

    private func changes(_ old: String, _ new: String) throws -> Set<String> {
        let (before, after) = (try definitions(), try definitions(Self.text.replacing(old, with: new)))
        return Set(before.filter { after[$0.key] != nil && after[$0.key] != $0.value }.keys)
    }

    @Test func everyStepHasOneOfItsOwn() throws {
        let planned = try PlannedText(Self.text, in: folder)
        let steps = PlanDefinition(of: planned.plan).steps
        #expect(steps.count == planned.plan.steps.count && Set(steps).count == steps.count)
    }

    @Test func otherDataAndAnotherFolderChangeNothing() throws {
        let before = try definitions()
        try folder.write("town,amount,price\nChur,4,7.5\n", to: "sales.csv")
        try folder.write("print(2)\n", to: "risk.py")
        #expect(try definitions() == before)
        #expect(try definitions(in: TestFolder(Self.files)) == before)
    }

    @Test func theValueOfAVariableIsNoPartOfIt() throws {
        #expect(try changes("KEY: secret", "KEY: another") == [])
        #expect(try changes("KEY: secret", "OTHER: secret") == ["run risks", "write risks"])
    }

    @Test func anotherFileChangesWhatIsReadFromItAndAllThatFollows() throws {
        try folder.write("town,name\nBern,Berne\n", to: "places.csv")
        #expect(
            try changes("csv: towns.csv", "csv: places.csv") == ["read towns", "join sales⟕towns", "write all"])
    }

    @Test func whatAStepDoesChangesItAndWhatFollows() throws {
        #expect(
            try changes(
                "amount__mean_imputed, amount__mean_imputed__s", "amount__mean_imputed, amount__median_imputed__s"
            )
            .contains("amount__mean_imputed") == false)
        #expect(try changes("to: out/sums.csv", "to: out/other.csv") == ["write sums"])
        #expect(try changes("group_by: [town]", "group_by: [town, price]").contains("group sums"))
        // Another's business.
        #expect(try !changes("group_by: [town]", "group_by: [town, price]").contains("amount__mean_imputed"))
    }

    @Test func credentialsAreNoPartOfIt() throws {
        func definition(_ uri: String) -> String {
            let source = SourceDeclaration(
                name: Located("s", at: .init(file: "p", line: 1, column: 1)),
                origin: Located(.postgresql(uri: uri, .table("t")), at: .init(file: "p", line: 1, column: 1)))
            let step = Step(
                id: StepID(0), label: "read s", work: .read(ReadWork(source: source, columns: ["a"])),
                framework: .arrow, inputs: [], outputs: [SlotID(0)], dependencies: [])
            let plan = ExecutionPlan(
                name: "p", steps: [step],
                slots: [Slot(name: "a", dataset: DatasetID(0), producer: StepID(0), type: .int64)],
                datasets: [DatasetPlan(name: "s", framework: .arrow, creator: StepID(0))])
            return "\(PlanDefinition(of: plan)[StepID(0)])"
        }
        let one = definition("postgresql://me:secret@host/db")
        #expect(one == definition("postgresql://me:hidden@host/db"))
        #expect(one != definition("postgresql://me:secret@host/other"))
    }
}
