import Foundation
import Testing

@testable import Plan

@Suite("Reading plan files")
struct PlanFileLoadTests {
    /// Runs `body` in a new folder that is removed afterwards.
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("plan-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path)
    }

    private func message(_ body: () throws -> Void) -> String {
        do {
            try body()
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test("Paths start from the plan's folder, whatever the current one")
    func folder() throws {
        try withFolder { folder in
            try "sources: {a: {csv: data/a.csv}}".write(toFile: folder + "/p.yaml", atomically: true, encoding: .utf8)
            let plan = try PlanFile.load(path: folder + "/./p.yaml")
            #expect(plan.folder == folder)
            #expect(plan.path == folder + "/./p.yaml")
            #expect(plan.name == "p")
            #expect(plan.sources[0].origin.value == .file(.csv, path: folder + "/data/a.csv", written: "data/a.csv"))
        }
    }

    @Test("A file that cannot be read says why")
    func unreadable() throws {
        try withFolder { folder in
            #expect(
                message { _ = try PlanFile.load(path: folder + "/no.yaml") }
                    == "error: cannot read the plan '\(folder)/no.yaml': there is no such file")
            #expect(
                message { _ = try PlanFile.load(path: folder) }
                    == "error: cannot read the plan '\(folder)': it is a folder; name the file in it")
            try "x".write(toFile: folder + "/p.yaml", atomically: true, encoding: .utf8)
            #expect(
                message { _ = try PlanFile.load(path: folder + "/p.yaml/x") }
                    == "error: cannot read the plan '\(folder)/p.yaml/x': a part of the path is not a folder")
        }
    }

    @Test(
        "Bytes that are not UTF-8 are named with their place",
        arguments: [
            (
                Array("name: ä\n# ö".utf8) + [0xFF, 0x20],
                "p.yaml:2:4: error: the byte 0xFF is not UTF-8; save the file as UTF-8"
            ),
            (Array("name: ".utf8) + [0xC3], "p.yaml:1:7: error: the byte 0xC3 is not UTF-8; save the file as UTF-8"),
            (
                Array("a\u{FFFD}: ".utf8) + [0x80, 0x80],
                "p.yaml:1:5: error: the byte 0x80 is not UTF-8; save the file as UTF-8"
            ),
            ([0xFF, 0xFE, 0x61, 0x00], "p.yaml:1:1: error: the file is UTF-16; save it as UTF-8"),
        ] as [([UInt8], String)])
    func invalidBytes(bytes: [UInt8], expected: String) {
        #expect(message { _ = try PlanFileDecoder.decode(bytes: bytes, path: "p.yaml", folder: "/") } == expected)
    }

    @Test("An empty file is an empty plan")
    func empty() {
        #expect(
            message { _ = try PlanFileDecoder.decode(bytes: [], path: "p.yaml", folder: "/") }
                == "p.yaml:1:1: error: the plan is empty; it takes 'sources' and 'outputs'")
    }
}
