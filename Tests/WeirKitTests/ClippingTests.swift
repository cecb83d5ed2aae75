import Testing
import WeirKit

@testable import Tutorial

@Test func theWorkedExampleOfClipping() async throws {
    let engine = try WeirEngine(groups: [Clipping()])
    let example = try await engine.example(of: "clipping")
    #expect(example.computed == example.documented)
}
