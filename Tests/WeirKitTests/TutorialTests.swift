import Foundation
import TestFolders
import Testing

/// The tutorial is the program that the tests build, and says what that does.
@Suite struct TutorialTests {
    private let page: Page

    init() throws { page = try Page(named: "FeatureGroupOfYourOwn") }

    private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

    @Test(arguments: ["Clipping.swift", "Audit.swift", "PlainSwift.swift", "Tutorial.swift"])
    func aFileOfThePageIsTheProgramsOwn(_ name: String) throws {
        let source = Self.tests.appending(path: "../Tutorial/\(name)").standardized
        #expect(page.file(name) == (try String(contentsOf: source, encoding: .utf8)))
    }

    @Test func theTestOfThePageIsOneOfTheseTests() throws {
        let source = Self.tests.appending(path: "ClippingTests.swift")
        #expect(page.file("ClippingTests.swift") == (try String(contentsOf: source, encoding: .utf8)))
    }

    @Test(arguments: ["sync", "threads", "processes"])
    func theProgramPrintsAndWritesWhatThePageSays(_ mode: String) throws {
        let plan = try #require(page.file("sales.yaml"))
        let folder = try TestFolder([
            "sales.yaml": plan.replacing("mode: processes", with: "mode: \(mode)"),
            "sales.csv": try #require(page.file("sales.csv")),
        ])
        #expect(try run("sales.yaml", in: folder) == page.file("output"))
        #expect(try folder.text(of: "out/clipped.csv") == page.file("out/clipped.csv"))
    }

    @Test func theOtherFrameworkGivesTheSame() throws {
        let plan = try #require(page.file("sales.yaml"))
        let folder = try TestFolder([
            "sales.yaml": plan.replacing("run: {", with: "run: {frameworks: [plain_swift, arrow], "),
            "sales.csv": try #require(page.file("sales.csv")),
        ])
        _ = try run("sales.yaml", in: folder)
        #expect(try folder.text(of: "out/clipped.csv") == page.file("out/clipped.csv"))
    }

    /// Runs the tutorial's program, which lies beside the bundle of the tests.
    private func run(_ plan: String, in folder: TestFolder) throws -> String {
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        var url = URL(fileURLWithPath: bundle)
        while url.path != "/" && !FileManager.default.isExecutableFile(atPath: url.appending(path: "Tutorial").path) {
            url.deleteLastPathComponent()
        }
        let process = Process()
        let pipe = Pipe()
        process.executableURL = url.appending(path: "Tutorial")
        process.arguments = [plan]
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        process.environment = ["HOME": folder.path, "PATH": "/usr/bin:/bin"]
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: output, as: UTF8.self)
    }
}
