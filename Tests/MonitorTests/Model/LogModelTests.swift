import Plan
import Testing

@testable import Monitor

@Suite struct LogModelTests {
    private func texts(_ log: LogModel) -> [String] { (0..<log.count).map { log[$0].text } }

    @Test func linesComeOldestFirst() {
        var log = LogModel()
        log.append(.info, StepID(1), "one", at: 5)
        log.append(.error, nil, "two", at: 6)
        #expect(texts(log) == ["one", "two"])
        #expect(log[0].step == StepID(1) && log[0].time == 5 && log[1].level == .error && log[1].step == nil)
    }

    @Test(arguments: [("a\nb", ["a", "b"]), ("a\r\n\r\nb\r\n", ["a", "b"]), ("a\n", ["a"]), ("\n\n", []), ("", [""])])
    func textOfSeveralLinesBecomesSeveral(text: String, lines: [String]) {
        var log = LogModel()
        log.append(.info, nil, text, at: 0)
        #expect(texts(log) == lines)
    }

    @Test func theOldestAreLetGoAndCounted() {
        var log = LogModel()
        let count = LogModel.limit + 2_345
        for number in 0..<count { log.append(.info, nil, "\(number)", at: UInt64(number)) }
        #expect(log.count == LogModel.limit && log.cut == 2_345 && log.total == count)
        #expect(log[0].text == "2345" && log[LogModel.limit - 1].text == "\(count - 1)")
        #expect((0..<log.count).allSatisfy { log[$0].time == UInt64($0 + 2_345) })
    }

    @Test func aLineWithoutEndIsCut() {
        var log = LogModel()
        log.append(.info, nil, String(repeating: "é", count: 4_096), at: 0)
        log.append(.info, nil, String(repeating: "x", count: 4_096), at: 0)
        #expect(log[0].text == String(repeating: "é", count: 1_024) + "…")
        #expect(log[1].text.count == 4_096)
    }
}
