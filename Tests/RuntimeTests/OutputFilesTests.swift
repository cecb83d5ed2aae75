import Compute
import Events
import Runtime
import Testing

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Temporary files of outputs, for real: who holds them, and who may sweep them away.
@Suite final class OutputFilesTests {
    private let folder: String

    init() throws {
        var template = Array("/tmp/weir-files-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        for name in FileSystem.names(in: folder) { unlink("\(folder)/\(name)") }
        rmdir(folder)
    }

    private var target: String { folder + "/x.csv" }
    private func staged(_ id: String) -> String { StepContext.stagingPath(for: target, id: id) }
    private func make(_ name: String) { close(open("\(folder)/\(name)", O_CREAT | O_WRONLY, 0o600)) }
    private var names: [String] { FileSystem.names(in: folder) }

    @Test func whatDeadRunsLeftIsSweptAndNothingElse() {
        let others = [".x.csv.tmp", ".y.csv.r-1-1.tmp", "x.csv", ".x.csv.R.tmp", ".x.csv.r-1-1.tmp.bak", "x.csv.r.tmp"]
        for name in others + [".x.csv.r-1-1.tmp", ".x.csv.z9.tmp"] { make(name) }
        SystemOutputFiles().sweep([target])
        #expect(names == others.sorted())
    }

    @Test func whatARunHoldsIsNotSwept() {
        let files = SystemOutputFiles()
        files.claim(staged("a-1-1"))
        SystemOutputFiles().sweep([target])
        #expect(names == [".x.csv.a-1-1.tmp"])
        // Whoever writes it may do so by a descriptor of its own.
        make(".x.csv.a-1-1.tmp")
        SystemOutputFiles().sweep([target])
        #expect(names == [".x.csv.a-1-1.tmp"])
        files.remove(staged("a-1-1"))
        #expect(names.isEmpty)
    }

    @Test func whatARunHeldIsLeftOverOnceItIsGone() {
        var files: SystemOutputFiles? = SystemOutputFiles()
        files?.claim(staged("a-1-1"))
        files = nil
        #expect(names == [".x.csv.a-1-1.tmp"])
        // A child of another test, which it has not become a program in yet, may still have the lock.
        while !names.isEmpty { SystemOutputFiles().sweep([target]) }
    }

    @Test func aPlacedFileIsHeldNoMore() {
        let files = SystemOutputFiles()
        files.claim(staged("a-1-1"))
        #expect(files.move(staged("a-1-1"), to: target) == nil)
        #expect(names == ["x.csv"])
        #expect(files.move(staged("a-1-1"), to: target) == "No such file or directory")
    }

    @Test func foldersAreMadeForClaims() {
        let files = SystemOutputFiles()
        let path = folder + "/deep/x.tmp"
        files.claim(path)
        #expect(FileSystem.names(in: folder + "/deep") == ["x.tmp"])
        files.remove(path)
        rmdir(folder + "/deep")
    }

    @Test func claimsAndSweepsAtTheSameTimeLoseNothing() async {
        let target = target
        let rounds = 500
        let isOver = Locked(false)
        async let sweeps: Void = blocking {
            while !isOver.withLock({ $0 }) { SystemOutputFiles().sweep([target]) }
        }
        let lost = await blocking {
            let files = SystemOutputFiles()
            var lost = 0
            for round in 0..<rounds {
                let path = StepContext.stagingPath(for: target, id: "a-1-\(round)")
                files.claim(path)
                if access(path, F_OK) != 0 { lost += 1 }
                files.remove(path)
            }
            isOver.withLock { $0 = true }
            return lost
        }
        await sweeps
        #expect(lost == 0)
    }

    @Test func stagedNamesTellTheirTarget() {
        #expect(StepContext.targetName(ofStaged: ".c.csv.7-a.tmp") == "c.csv")
        #expect(StepContext.targetName(ofStaged: ".c.7.tmp") == "c")
        for other in [".tmp", "..tmp", ".c.tmp", "c.csv.7.tmp", ".c.csv.7", ".c.csv.X.tmp", ".c.csv..tmp", ""] {
            #expect(StepContext.targetName(ofStaged: other) == nil, "\(other)")
        }
    }
}
