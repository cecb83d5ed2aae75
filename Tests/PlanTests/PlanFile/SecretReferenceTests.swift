import Testing

@testable import Plan

@Suite("Secrets in connection URIs")
struct SecretReferenceTests {
    @Test("what is no parameter stays in an URI, and is an error elsewhere")
    func decoding() throws {
        let plan = try PlanFileFixture.plan(
            """
            params: {HOST: db}
            sources:
              a: {postgresql: "postgresql://u:${PW}@${HOST}/x", table: t}
              b: {adbc: flightsql, uri: "grpc://${HOST}?token=${TOKEN_2}", table: t}
            outputs:
              o: {features: [x], to: {postgresql: "postgresql://u:${PW}@${HOST}/x", table: t}}
            """)
        #expect(plan.sources[0].origin.value == .postgresql(uri: "postgresql://u:${PW}@db/x", .table("t")))
        #expect(
            plan.sources[1].origin.value == .adbc(driver: "flightsql", uri: "grpc://db?token=${TOKEN_2}", .table("t")))
        #expect(
            plan.outputs[0].target?.value
                == .table(.init(.postgresql(uri: "postgresql://u:${PW}@db/x"), table: "t", mode: .create)))
        for source in [
            "{csv: \"${PW}.csv\"}", "{postgresql: \"postgresql://h\", table: \"${PW}\"}",
            "{sqlite: \"${PW}\", table: t}",
        ] {
            #expect(throws: PlanError.self) { try PlanFileFixture.plan("sources: {a: \(source)}") }
        }
        #expect(throws: PlanError.self) {
            try PlanFileFixture.plan("sources: {a: {postgresql: \"x${no name}\", table: t}}")
        }
    }

    @Test("each reference is replaced once, and nothing else")
    func resolving() {
        let secrets = ["A": "${B}", "B": "b"]
        func resolve(_ text: String) -> String { SecretReference.resolve(text) { secrets[$0] ?? "?" } }
        #expect(resolve("x${A}y${B}z") == "x${B}ybz")
        #expect(resolve("${A") == "${A")
        #expect(resolve("$A ${} ${1} ${a b}${B}") == "$A ${} ${1} ${a b}b")
    }
}
