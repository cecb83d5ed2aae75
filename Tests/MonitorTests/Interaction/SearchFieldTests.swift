import Testing
import Themes

@testable import Monitor

@Suite struct SearchFieldTests {
    private func typed(_ keys: [Key]) -> SearchField {
        var field = SearchField()
        field.begin()
        for key in keys { _ = field.handle(key) }
        return field
    }

    @Test func whatIsTypedIsTheText() {
        #expect(typed([.character("a"), .character("東"), .character("👩‍🚀")]).text == "a東👩‍🚀")
        #expect(typed([.character("a"), .character("👩‍🚀"), .backspace]).text == "a")
        #expect(typed([.character("a"), .character("b"), .control("u"), .character("c")]).text == "c")
    }

    @Test(arguments: [("foo bar", "foo "), ("foo bar  ", "foo "), ("foo", ""), ("", ""), ("  ", "")])
    func controlWTakesAWordBack(text: String, left: String) {
        #expect(typed(text.map { .character($0) } + [.control("w")]).text == left)
    }

    @Test func enterKeepsAndEscapeClears() {
        let kept = typed([.character("a"), .enter])
        #expect(kept.text == "a" && !kept.isTyping && kept.isShown)
        let cleared = typed([.character("a"), .escape])
        #expect(cleared.text.isEmpty && !cleared.isTyping && !cleared.isShown)
        #expect(!typed([.backspace]).isTyping)
        #expect(typed([.character("a"), .backspace]).isTyping)
    }

    @Test func keysOfMovingAreNotOfTyping() {
        var field = typed([])
        let keys: [Key] = [.up, .down, .pageUp, .pageDown, .home, .end, .tab, .left, .control("d")]
        let taken = keys.filter { field.handle($0) }
        #expect(taken.isEmpty)
    }

    @Test func aBlockStandsWhereTheNextCharacterGoes() {
        var canvas = Canvas(size: Size(width: 20, height: 1), theme: .plain, glyphs: .unicode)
        typed([.character("東"), .character("a")]).draw(on: &canvas, y: 0, found: "2 of 9")
        #expect(canvas.grid.lines == ["/東a█ 2 of 9"])
        canvas = Canvas(size: Size(width: 4, height: 1), theme: .plain, glyphs: .unicode)
        typed("abcdef".map { .character($0) }).draw(on: &canvas, y: 0, found: "2 of 9")
        #expect(canvas.grid.lines == ["/ab…"])
    }
}
