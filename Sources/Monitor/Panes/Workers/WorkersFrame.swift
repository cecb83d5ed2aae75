/// Where the parts of the workers pane lie, by its size: a line of the process, the list, and if there is room for four rows or more
/// below it, what the worker under the cursor did last.
struct WorkersFrame {
    /// The row of the titles.
    var listTop: Int
    /// Workers shown.
    var rows: Int
    var detail: Rectangle?

    init(_ size: Size, workers: Int) {
        listTop = min(1, max(0, size.height))
        let room = max(0, size.height - listTop - 1)
        let least = room >= 8 ? min(12, max(4, room / 2)) : 0
        rows = least > 0 ? max(1, min(workers, room - least)) : room
        guard least > 0 else { return }
        let top = listTop + 1 + rows
        detail = Rectangle(x: 0, y: top, width: size.width, height: min(12, size.height - top))
    }
}
