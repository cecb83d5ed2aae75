import ADBC
import Foundation
import Testing

@testable import Compute

@Suite("Secrets")
struct SecretsTests {
    let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private func secrets(_ text: String?, mode: Int = 0o600, _ variables: [String: String] = [:]) throws -> Secrets {
        if let text {
            try FileManager.default.createDirectory(atPath: folder.file("weir"), withIntermediateDirectories: true)
            try folder.write(text, to: "weir/secrets")
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder.file("weir/secrets"))
        }
        return Secrets(environment: variables.merging(["XDG_CONFIG_HOME": folder.path]) { given, _ in given })
    }

    @Test("the environment comes first, then the file")
    func order() throws {
        let secrets = try secrets("# all of them\nPW=p@ss=w/rd\nTOKEN=file\n", ["TOKEN": "variable"])
        let (address, hidden) = try secrets.resolve("postgresql://u:${PW}@h/d?token=${TOKEN}")
        #expect(address == "postgresql://u:p%40ss%3Dw%2Frd@h/d?token=variable")
        #expect(Set(hidden) == ["p@ss=w/rd", "p%40ss%3Dw%2Frd", "variable"])
        #expect(try secrets.resolve("host=h password=${PW}").address == "host=h password=p@ss=w/rd")
    }

    @Test("one that is missing says where it would be")
    func missing() throws {
        let error = try #require(throws: DatabaseError.self) { try secrets("A=1").resolve("postgresql://${B}@h") }
        #expect(error.message.contains("'B'"))
        #expect(error.message.contains(folder.file("weir/secrets")))
        #expect(throws: DatabaseError.self) { try Secrets(environment: [:]).resolve("${B}") }
    }

    @Test("a file that others may read is refused")
    func permissions() throws {
        let error = try #require(throws: DatabaseError.self) { try secrets("A=1", mode: 0o644).resolve("${A}") }
        #expect(error.message.contains("chmod 600"))
    }
}
