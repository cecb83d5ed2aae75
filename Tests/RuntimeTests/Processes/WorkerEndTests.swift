import CSystem
import ChildProcesses
import Testing

@testable import Runtime

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What is said of worker processes that have ended.
@Suite struct WorkerEndTests {
    @Test func waitStatusTellsSignalFromExit() {
        #expect(WorkerEnd(waitStatus: SIGSEGV) == .signal(SIGSEGV))
        // The bit for a core file.
        #expect(WorkerEnd(waitStatus: SIGSEGV | 0x80) == .signal(SIGSEGV))
        #expect(WorkerEnd(waitStatus: 0) == .exit(0))
        #expect(WorkerEnd(waitStatus: 7 << 8) == .exit(7))
    }

    @Test func messageNamesProcessEndAndLastWords() {
        #expect(
            WorkerEnd.signal(SIGSEGV).message(process: 12, lastLines: [])
                == "its worker process 12 was killed by SIGSEGV before the step was done")
        #expect(
            WorkerEnd.exit(0).message(process: 12, lastLines: ["a", "b"])
                == "its worker process 12 exited with status 0 before the step was done; its last words: a | b")
        #expect(
            WorkerEnd.signal(SIGKILL).message(process: 12, lastLines: [])
                == "its worker process 12 was killed by SIGKILL before the step was done (by hand, or by the system where memory has run out)"
        )
        #expect(WorkerEnd.signal(40).message(process: 1, lastLines: []).contains("killed by signal 40"))
        #expect(WorkerEnd.misunderstood("what").message(process: 1, lastLines: ["x"]) == "what")
    }

    @Test func noMoreAreStartedOnceTenHaveDiedInARow() {
        var deaths = WorkerDeaths()
        for _ in 0..<9 { deaths.died() }
        #expect(!deaths.isExhausted)
        deaths.stepEnded()
        for _ in 0..<9 { deaths.died() }
        #expect(!deaths.isExhausted)
        deaths.died()
        #expect(deaths.isExhausted)
    }

    @Test func linesArePutTogetherAndTheLastKept() {
        var lines = LineAssembly()
        var said: [String] = []
        for piece in ["one\ntw", "o\n\nth", "ree"] { lines.append(Array(piece.utf8)) { said.append($0) } }
        #expect(said == ["one", "two"])
        lines.flush { said.append($0) }
        #expect(said == ["one", "two", "three"])
        for number in 4...9 { lines.append(Array("\(number)\n".utf8)) { said.append($0) } }
        #expect(lines.last == ["5", "6", "7", "8", "9"])
        lines.forget()
        #expect(lines.last == [])
    }

    @Test func aStackTraceDoesNotPushOutWhatItIsAbout() {
        var lines = LineAssembly()
        let text =
            "Fatal error: no\nCurrent stack trace:\n" + (0..<20).map { "\($0)    weir    0x00007f0b f + 3\n" }.joined()
        var said = 0
        lines.append(Array(text.utf8)) { _ in said += 1 }
        #expect(lines.last == ["Fatal error: no"])
        #expect(said == 22)
    }

    @Test func aLineWithoutEndIsCut() {
        var lines = LineAssembly()
        var said: [String] = []
        lines.append(Array(repeating: UInt8(ascii: "x"), count: 10_000)) { said.append($0) }
        #expect(said.map(\.count) == [4096, 4096])
    }

    @Test func outputThatNobodyCanWriteToAnyMoreIsPolledNoMore() throws {
        var ends: [Int32] = [-1, -1]
        try #require(weir_pipe_make(&ends, false) == 0)
        let output = ProcessOutput(taking: ends[0])
        _ = write(ends[1], "last", 4)
        close(ends[1])
        var said: [String] = []
        // A child of another test, which it has not become a program in yet, may still have the end for writing.
        while output.descriptor != -1 { output.finish { said.append($0) } }
        #expect(said == ["last"])
    }
}
