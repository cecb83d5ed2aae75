import Monitor
import Testing
import Themes

@testable import Terminal

struct GridDifferenceTests {
    private func grid(_ lines: [String], width: Int = 10) -> Grid {
        var canvas = Canvas(
            size: Size(width: width, height: lines.count), theme: .plain, glyphs: .unicode)
        for (y, line) in lines.enumerated() { canvas.write(line, x: 0, y: y, style: .plain) }
        return canvas.grid
    }

    private func runs(_ old: Grid?, _ new: Grid) -> [String] {
        GridDifference(from: old, to: new).runs.map { "\($0.y): \($0.columns.lowerBound)..<\($0.columns.upperBound)" }
    }

    @Test func equalScreensDifferInNothing() {
        #expect(runs(grid(["one", "two"]), grid(["one", "two"])) == [])
    }

    @Test func aFirstScreenIsDrawnWhole() {
        #expect(runs(nil, grid(["one", "two"])) == ["0: 0..<10", "1: 0..<10"])
    }

    @Test func aScreenOfAnotherSizeIsDrawnWhole() {
        #expect(runs(grid(["one"], width: 9), grid(["one"])) == ["0: 0..<10"])
    }

    @Test func changedCellsNextToEachOtherAreOneRun() {
        #expect(runs(grid(["abcdef", "same"]), grid(["aXYdeZ", "same"])) == ["0: 1..<3", "0: 5..<6"])
    }

    @Test func aStyleAloneIsAChange() {
        var new = grid(["abc"])
        new[1, 0].style.modifiers = .bold
        #expect(runs(grid(["abc"]), new) == ["0: 1..<2"])
    }

    @Test func changesReachTheLastColumn() {
        #expect(runs(grid(["abcdefghij"]), grid(["abcdefghiX"])) == ["0: 9..<10"])
    }

    @Test func aWideCharacterIsWhole() {
        #expect(runs(grid(["a日b"]), grid(["a本b"])) == ["0: 1..<3"])
        #expect(runs(grid(["axyb"]), grid(["a本b"])) == ["0: 1..<3"])
        #expect(runs(grid(["a本b"]), grid(["axyb"])) == ["0: 1..<3"])
    }

    @Test func aChangeInTheSecondHalfBeginsAtTheFirst() {
        var new = grid(["a日b"])
        new[2, 0].style.modifiers = .bold
        #expect(runs(grid(["a日b"]), new) == ["0: 1..<3"])
    }

    @Test func aScreenWithoutCellsHasNone() {
        #expect(runs(nil, Grid(size: Size(width: 0, height: 3))) == [])
        #expect(runs(nil, Grid(size: Size(width: 3, height: 0))) == [])
    }
}
