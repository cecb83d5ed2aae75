import CNCurses
import Monitor
import Testing

@testable import Terminal

struct KeyDecodingTests {
    private func key(_ kind: weir_input_kind, _ code: UInt32) -> Key? {
        var decoding = KeyDecoding()
        return decoding.key(of: weir_input(kind: kind, code: code, column: 0, row: 0), at: 0)
    }

    @Test(
        arguments: [
            ("q", Key.character("q")), ("é", .character("é")), ("日", .character("日")), (" ", .character(" ")),
            ("\r", .enter), ("\n", .enter), ("\t", .tab), ("\u{1B}", .escape), ("\u{7F}", .backspace),
            ("\u{8}", .backspace), ("\u{1}", .control("a")), ("\u{12}", .control("r")), ("\u{1A}", .control("z")),
        ] as [(Unicode.Scalar, Key)])
    func typedCharacters(_ scalar: Unicode.Scalar, _ expected: Key) {
        #expect(key(WEIR_INPUT_CHARACTER, scalar.value) == expected)
    }

    @Test(arguments: [0x00, 0x1C, 0x1F, 0x85, 0xD800, 0x110000] as [UInt32])
    func otherCodesAreNoKeys(_ code: UInt32) {
        #expect(key(WEIR_INPUT_CHARACTER, code) == nil)
    }

    @Test func namedKeys() {
        #expect(key(WEIR_INPUT_KEY, WEIR_KEY_UP.rawValue) == .up)
        #expect(key(WEIR_INPUT_KEY, WEIR_KEY_PAGE_DOWN.rawValue) == .pageDown)
        #expect(key(WEIR_INPUT_KEY, WEIR_KEY_BACK_TAB.rawValue) == .backTab)
        #expect(key(WEIR_INPUT_KEY, 99) == nil)
        #expect(key(WEIR_INPUT_FUNCTION, 5) == .function(5))
        #expect(key(WEIR_INPUT_IGNORED, 0) == nil)
    }

    @Test func twoPressesAtOnePlaceAreADoubleClick() {
        var decoding = KeyDecoding()
        let press = weir_input(kind: WEIR_INPUT_MOUSE, code: WEIR_MOUSE_PRESS.rawValue, column: 4, row: 2)
        let beside = weir_input(kind: WEIR_INPUT_MOUSE, code: WEIR_MOUSE_PRESS.rawValue, column: 5, row: 2)
        let (single, double) = (
            Key.mouse(Key.Mouse(.press, at: Point(x: 4, y: 2))),
            Key.mouse(Key.Mouse(.doubleClick, at: Point(x: 4, y: 2)))
        )
        #expect(decoding.key(of: press, at: 0) == single)
        #expect(decoding.key(of: press, at: 400_000_000) == double)
        #expect(decoding.key(of: press, at: 500_000_000) == single)
        #expect(decoding.key(of: press, at: 900_000_001) == single)
        #expect(decoding.key(of: beside, at: 900_000_002) != double)
        #expect(decoding.key(of: press, at: 900_000_003) == single)
    }

    @Test func theWheel() {
        var decoding = KeyDecoding()
        let up = weir_input(kind: WEIR_INPUT_MOUSE, code: WEIR_MOUSE_SCROLL_UP.rawValue, column: 1, row: 1)
        #expect(decoding.key(of: up, at: 0) == .mouse(Key.Mouse(.scrollUp, at: Point(x: 1, y: 1))))
    }
}
