import Plan
import Testing

@testable import Monitor

@Suite struct StepTreeTests {
    private func graph(_ needs: [[Int]]) -> StepGraph {
        StepGraph(count: needs.count) { needs[$0].map { StepID($0) } }
    }

    private func lines(_ needs: [[Int]], folded: Set<Int32> = [], _ glyphs: Glyphs = .unicode) -> [String] {
        let tree = StepTree(graph(needs), folded: folded)
        return tree.rows.map { tree.prefix(of: $0, glyphs) + "\($0.step)" + ($0.isRepeat ? "↑" : "") }
    }

    @Test func whatNobodyNeedsStandsLeftAndBelowItWhatItNeeds() {
        #expect(lines([[], [0], [], [1, 2], []]) == ["3", "├─1", "│ └─0", "└─2", "4"])
        #expect(lines([[], [0], [], [1, 2]], .ascii) == ["3", "|-1", "| `-0", "`-2"])
        #expect(lines([]) == [])
    }

    @Test func aStepThatSeveralNeedIsUnfoldedOnce() {
        #expect(lines([[], [0], [1], [1], [2, 3]]) == ["4", "├─2", "│ └─1", "│   └─0", "└─3", "  └─1↑"])
        // One that needs nothing has nothing to unfold.
        #expect(lines([[], [0], [0]]) == ["1", "└─0", "2", "└─0"])
    }

    @Test func aFoldedStepHidesWhatItNeeds() {
        let needs = [[], [0], [1], [1]]
        #expect(lines(needs, folded: [1]) == ["2", "└─1", "3", "└─1"])
        #expect(lines(needs, folded: [2]) == ["2", "3", "└─1", "  └─0"])
        let tree = StepTree(graph(needs), folded: [1])
        #expect(tree.rows[1].hasChildren && !tree.rows[1].isRepeat)
    }

    @Test func whatThePlanDoesNotHaveIsNoRow() {
        #expect(lines([[], [0, 9], [-1]]) == ["1", "└─0", "2"])
    }

    @Test func deepLevelsAreShownByTheirNumber() {
        let chain = (0..<20).map { $0 == 0 ? [] : [$0 - 1] }
        let tree = StepTree(graph(chain), folded: [])
        #expect(tree.prefix(of: tree.rows[12], .unicode) == String(repeating: "  ", count: 11) + "└─")
        #expect(tree.prefix(of: tree.rows[13], .unicode) == "13⋯ " + String(repeating: "  ", count: 12) + "└─")
        #expect(tree.prefix(of: tree.rows[13], .ascii, room: 10) == "13. " + "    " + "`-")
        #expect(tree.prefix(of: tree.rows[2], .unicode, room: 4) == "  └─")
    }

    @Test func linesOfOuterLevelsAreThoseThatAreLeftOfTheNumber() {
        // Each step of the chain is needed beside a leaf that comes after it.
        var needs: [[Int]] = [[]]
        for depth in 0..<5 { needs += [[], [depth * 2, depth * 2 + 1]] }
        let tree = StepTree(graph(needs), folded: [])
        #expect(tree.prefix(of: tree.rows[5], .unicode) == "│ │ │ │ ├─")
        #expect(tree.prefix(of: tree.rows[5], .unicode, room: 9) == "5⋯ │ │ ├─")
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func everyEdgeIsARowAndNoStepIsUnfoldedTwice(seed: UInt64) {
        let needs = GraphLayoutTests.graph(seed: seed)
        let graph = graph(needs)
        let tree = StepTree(graph, folded: [])
        let roots = needs.indices.filter { graph.dependents(of: $0).isEmpty }
        #expect(tree.rows.count == roots.count + needs.reduce(0) { $0 + $1.count })
        #expect(Set(tree.rows.map(\.step)).count == needs.count)
        for step in needs.indices where !needs[step].isEmpty {
            #expect(tree.rows.count { Int($0.step) == step && !$0.isRepeat } == 1)
        }
        for (row, next) in zip(tree.rows, tree.rows.dropFirst()) where next.depth > row.depth {
            #expect(next.depth == row.depth + 1)
            #expect(needs[Int(row.step)].contains(Int(next.step)))
        }
    }

    @Test func aChainOfAHundredThousandIsNoDanger() {
        let chain = (0..<100_000).map { $0 == 0 ? [] : [$0 - 1] }
        let tree = StepTree(graph(chain), folded: [])
        #expect(tree.rows.count == 100_000)
        #expect(tree.rows.last?.depth == 99_999)
        #expect(tree.prefix(of: tree.rows[99_999], .unicode).hasPrefix("99999⋯ "))
    }

    @Test func aDeepStepStillShowsItsNameOnANarrowScreen() {
        let run = DemoRun((0..<40).map { ("name\($0)", $0 == 0 ? [] : [$0 - 1]) })
        var pane = StepsPane()
        _ = pane.press(.character("v"), run.scene())
        let lines = pane.lines(run.scene(focus: 0), 40, 10)
        #expect(lines.contains { $0.contains("name0") })
    }
}
