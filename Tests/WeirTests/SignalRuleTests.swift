import Foundation
import Testing

@testable import weir

@Suite struct SignalRuleTests {
    @Test func theFirstSignalIsGracefulTheSecondAtOnceTheThirdLeaves() {
        var rules = SignalWatch.Rules()
        rules.isRunning = true
        #expect(rules.receive(SIGINT) == .stop(gracefully: true))
        #expect(rules.receive(SIGINT) == .stop(gracefully: false))
        #expect(rules.receive(SIGINT) == .leave)
    }

    @Test func withoutARunTheFirstSignalLeaves() {
        var rules = SignalWatch.Rules()
        #expect(rules.receive(SIGTERM) == .leave)
    }

    @Test func differentSignalsCountTogetherAndTheFirstDecidesTheStatus() {
        var rules = SignalWatch.Rules()
        rules.isRunning = true
        #expect(rules.receive(SIGTERM) == .stop(gracefully: true))
        #expect(rules.receive(SIGINT) == .stop(gracefully: false))
        #expect(rules.first == SIGTERM)
    }

    private static let promised: [(status: weir.ExitStatus, code: Int32)] = [
        (.success, 0), (.failed, 1), (.usage, 2), (.memory, 3), (.internalFault, 70), (.signal(SIGINT), 130),
        (.signal(SIGTERM), 143), (.signal(SIGHUP), 129),
    ]

    @Test(arguments: promised)
    func exitStatusesAreThePromisedOnes(status: weir.ExitStatus, code: Int32) {
        #expect(status.code == code)
    }
}
