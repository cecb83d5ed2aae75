import TestFolders
import Testing

@Suite struct ArtifactNameTests {
    @Test func featuresOfOneNameInTwoRowSpacesHaveAnArtifactEach() async throws {
        let folder = try TestFolder([
            "f.csv": "x\n1\n3\n", "g.csv": "x\n10\n50\n",
            "p.yaml": """
            sources: {f: {csv: f.csv}, g: {csv: g.csv}}
            outputs:
              a: {features: [f.x__standard_scaled], to: a.csv}
              b: {features: [g.x__standard_scaled], to: b.csv}
            """,
        ])
        let saved = try await WeirProcess.run(
            ["run", "p.yaml", "--ui", "none", "--artifacts", "fitted"], in: folder.path)
        #expect(saved.status == 0, "\(saved.errors)")
        #expect(
            folder.files.filter { $0.hasPrefix("fitted/") } == [
                "fitted/f.x__standard_scaled.json", "fitted/g.x__standard_scaled.json",
            ])
        try folder.write("x\n30\n", to: "g.csv")
        try folder.write("x\n2\n", to: "f.csv")
        let loaded = try await WeirProcess.run(
            ["run", "p.yaml", "--ui", "none", "--artifacts", "fitted", "--load"], in: folder.path)
        #expect(loaded.status == 0, "\(loaded.errors)")
        #expect(try folder.text(of: "a.csv") == "x__standard_scaled\n0.0\n")
        #expect(try folder.text(of: "b.csv") == "x__standard_scaled\n0.0\n")
    }
}
