import CNCurses
import Monitor

/// From what the terminal sent to keys.
struct KeyDecoding {
    /// Two presses at one place within this many nanoseconds are a double click.
    static let doubleClick: UInt64 = 400_000_000

    private var lastPress: (point: Point, time: UInt64)?

    init() {}

    /// Nil: nothing that is a key of ours.
    mutating func key(of input: weir_input, at now: UInt64) -> Key? {
        switch input.kind {
        case WEIR_INPUT_CHARACTER: Self.typed(input.code)
        case WEIR_INPUT_KEY: Self.named[input.code]
        case WEIR_INPUT_FUNCTION: .function(Int(input.code))
        case WEIR_INPUT_MOUSE: mouse(input, at: now)
        default: nil
        }
    }

    private static func typed(_ code: UInt32) -> Key? {
        switch code {
        case 0x08, 0x7F: return .backspace
        case 0x09: return .tab
        case 0x0A, 0x0D: return .enter
        case 0x1B: return .escape
        case 0x01...0x1A: return Unicode.Scalar(code + 0x60).map { .control(Character($0)) }
        case 0x00...0x1F, 0x80...0x9F: return nil
        default: return Unicode.Scalar(code).map { .character(Character($0)) }
        }
    }

    private static let named: [UInt32: Key] = [
        WEIR_KEY_UP.rawValue: .up, WEIR_KEY_DOWN.rawValue: .down, WEIR_KEY_LEFT.rawValue: .left,
        WEIR_KEY_RIGHT.rawValue: .right, WEIR_KEY_PAGE_UP.rawValue: .pageUp, WEIR_KEY_PAGE_DOWN.rawValue: .pageDown,
        WEIR_KEY_HOME.rawValue: .home, WEIR_KEY_END.rawValue: .end, WEIR_KEY_ENTER.rawValue: .enter,
        WEIR_KEY_BACK_TAB.rawValue: .backTab, WEIR_KEY_BACKSPACE.rawValue: .backspace,
        WEIR_KEY_DELETE.rawValue: .delete,
    ]

    private mutating func mouse(_ input: weir_input, at now: UInt64) -> Key? {
        let point = Point(x: Int(input.column), y: Int(input.row))
        switch weir_mouse(rawValue: input.code) {
        case WEIR_MOUSE_SCROLL_UP: return .mouse(Key.Mouse(.scrollUp, at: point))
        case WEIR_MOUSE_SCROLL_DOWN: return .mouse(Key.Mouse(.scrollDown, at: point))
        case WEIR_MOUSE_PRESS:
            let isSecond = lastPress.map { $0.point == point && now - $0.time <= Self.doubleClick } ?? false
            // A third press begins anew.
            lastPress = isSecond ? nil : (point, now)
            return .mouse(Key.Mouse(isSecond ? .doubleClick : .press, at: point))
        default: return nil
        }
    }
}
