import TestFolders
import Testing

/// `--strict`: what would be converted is an error with its place.
@Suite struct StrictTests {
    @Test func keysOfUnlikeTypesAreRefusedOnlyStrictly() async throws {
        let folder = try TestFolder([
            "a.csv": "k,x\n1,2\n", "b.csv": "k,y\n1,3\n",
            "p.yaml": """
            sources:
              a: {csv: a.csv, types: {k: int32}}
              b: {csv: b.csv}
            links:
              - {join: left, left: a, right: b, on: k}
            outputs:
              o: {features: [x, y], to: o.csv}
            """,
        ])
        let lenient = try await WeirProcess.run(["run", "p.yaml", "--ui", "none"], in: folder.path)
        #expect(lenient.status == 0)
        #expect(try folder.text(of: "o.csv") == "x,y\n2,3\n")
        for command in ["run", "check", "plan"] {
            let strict = try await WeirProcess.run([command, "p.yaml", "--strict"], in: folder.path)
            #expect(strict.status == 2)
            #expect(
                strict.errors
                    == "p.yaml:5:41: error: 'a.k' is int32 and 'b.k' is int64; with --strict keys must be of one type (declare one "
                    + "with types: of its source)\n")
        }
    }

    @Test func anOutputWithoutColumnsIsRefused() async throws {
        let folder = try TestFolder([
            "a.csv": "k,x\n1,\n2,\n",
            "p.yaml": """
            sources: {a: {csv: a.csv}}
            outputs:
              o: {features: [x__onehot_encoded], to: o.csv}
            """,
        ])
        let ended = try await WeirProcess.run(["run", "p.yaml", "--ui", "none"], in: folder.path)
        #expect(ended.status == 1)
        #expect(
            ended.errors.contains(
                "output 'o' has no columns: 'x__onehot_encoded' has one for each value, and there is none"))
        #expect(folder.files == ["a.csv", "p.yaml"])
    }

    @Test func anOutputWithoutRowsIsNot() async throws {
        let folder = try TestFolder([
            "a.csv": "k,x\n1,5\n",
            "p.yaml": """
            sources: {a: {csv: a.csv}}
            filters: [{feature: k, min: 2}]
            outputs:
              o: {features: [x, x__avg_aggr], to: o.csv}
            """,
        ])
        let ended = try await WeirProcess.run(["run", "p.yaml", "--ui", "none"], in: folder.path)
        #expect(ended.status == 0)
        #expect(try folder.text(of: "o.csv") == "x,x__avg_aggr\n")
    }
}
