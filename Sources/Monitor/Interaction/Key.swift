/// What the user did, as the terminal tells it.
package enum Key: Sendable, Hashable {
    /// A typed character that has no control meaning.
    case character(Character)
    /// A letter with Control, in lower case.
    case control(Character)
    case up, down, left, right
    case pageUp, pageDown, home, end
    case enter, escape, tab, backTab, backspace, delete
    /// F1 is 1.
    case function(Int)
    case mouse(Mouse)

    package struct Mouse: Sendable, Hashable {
        package enum Action: Sendable, Hashable { case press, doubleClick, scrollUp, scrollDown }
        package var action: Action
        /// On the screen.
        package var point: Point
        package init(_ action: Action, at point: Point) {
            self.action = action
            self.point = point
        }
    }
}
