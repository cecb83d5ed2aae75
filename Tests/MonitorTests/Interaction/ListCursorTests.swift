import Testing

@testable import Monitor

@Suite struct ListCursorTests {
    private func after(_ keys: [Key], count: Int = 100, height: Int = 11) -> [Int] {
        var cursor = ListCursor()
        for key in keys { _ = cursor.handle(key, count: count, height: height) }
        return [cursor.selected, cursor.top]
    }

    private func wheel(_ action: Key.Mouse.Action) -> Key { .mouse(.init(action, at: Point(x: 0, y: 0))) }

    @Test func keysMoveByLinesPagesAndToTheEnds() {
        #expect(after([.down, .character("j"), .up]) == [1, 0])
        #expect(after([.character("k")]) == [0, 0])
        #expect(after([.pageDown]) == [10, 0])
        #expect(after([.pageDown, .control("f")]) == [20, 10])
        #expect(after([.control("d")]) == [5, 0])
        #expect(after([.character("G")]) == [99, 89])
        #expect(after([.end, .control("b"), .control("u")]) == [84, 84])
        #expect(after([.end, .home]) == [0, 0])
    }

    @Test func theWheelMovesTheViewAndTakesTheCursorAlongOnlyAtItsEdge() {
        #expect(after([wheel(.scrollDown)]) == [3, 3])
        #expect(after([.pageDown, wheel(.scrollDown)]) == [10, 3])
        #expect(after([wheel(.scrollUp)]) == [0, 0])
        #expect(after([.end, wheel(.scrollUp)]) == [96, 86])
        #expect(after([wheel(.scrollDown)], count: 5) == [0, 0])
    }

    @Test func otherKeysAreNotItsOwn() {
        var cursor = ListCursor()
        for key in [Key.character("x"), .enter, .escape, .left, wheel(.press)] {
            let isTaken = cursor.handle(key, count: 9, height: 3)
            #expect(!isTaken)
        }
    }

    @Test(arguments: 1...30 as ClosedRange<UInt64>)
    func theCursorIsAlwaysInTheListAndInSight(seed: UInt64) {
        var random = SeededGenerator(seed)
        let keys: [Key] = [
            .up, .down, .pageUp, .pageDown, .home, .end, .control("u"), .control("d"), wheel(.scrollUp),
            wheel(.scrollDown),
        ]
        var cursor = ListCursor()
        for _ in 0..<300 {
            let (count, height) = (Int.random(in: 0...40, using: &random), Int.random(in: 0...12, using: &random))
            _ = cursor.handle(keys.randomElement(using: &random) ?? .up, count: count, height: height)
            let visible = cursor.visible(count: count, height: height)
            #expect(visible.count == min(count, height))
            #expect(count == 0 ? cursor.selected == 0 : (0..<count).contains(cursor.selected))
            #expect(count == 0 || height == 0 || visible.contains(cursor.selected))
        }
    }
}
