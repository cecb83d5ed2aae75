/// Where the parts of the data pane lie, by its size.
///
/// Wide: datasets and detail to the left, drops to the right. High: one below the other. Else one list, that of the datasets or that of
/// the drops; without room for more, under one line of figures.
struct DataFrame {
    var chart: Rectangle?
    /// Whether a row of times lies below the chart.
    var hasAxis = false
    /// A list's first row is its titles.
    var datasets: Rectangle?
    /// Its first row is its caption.
    var detail: Rectangle?
    var drops: Rectangle?
    var audit: Rectangle?
    /// A vertical line at this column, from `body` down.
    var divider: Int?
    var body: Int

    init(_ size: Size, datasets count: Int, isInDrops: Bool) {
        let (width, height) = (max(0, size.width), max(0, size.height))
        body = min(1, height)
        let chartRows = height < 12 ? 0 : max(2, min(8, height / 6))
        if chartRows > 0 {
            hasAxis = chartRows > 2
            chart = Rectangle(x: 0, y: 1, width: width, height: chartRows)
            body = 1 + chartRows + (hasAxis ? 1 : 0)
        }
        let room = height - body
        let all = Rectangle(x: 0, y: body, width: width, height: room)
        if width >= 130 && room >= 8 {
            let left = min(width * 3 / 5, 120)
            divider = left
            placeDatasets(Rectangle(x: 0, y: body, width: left - 1, height: room), count)
            placeDrops(Rectangle(x: left + 2, y: body, width: width - left - 2, height: room))
        } else if room >= 24 {
            let upper = room * 2 / 3
            placeDatasets(Rectangle(x: 0, y: body, width: width, height: upper), count)
            placeDrops(Rectangle(x: 0, y: body + upper, width: width, height: room - upper))
        } else if isInDrops {
            placeDrops(all)
        } else {
            placeDatasets(all, count)
        }
    }

    /// The list gets what it needs, as long as the detail keeps a third; what the list leaves is the detail's too.
    private mutating func placeDatasets(_ area: Rectangle, _ count: Int) {
        let least = area.height >= 10 ? max(5, area.height / 3) : 0
        let list = least > 0 ? min(count + 1, area.height - least) : area.height
        datasets = Rectangle(x: area.x, y: area.y, width: area.width, height: list)
        guard least > 0 else { return }
        detail = Rectangle(x: area.x, y: area.y + list, width: area.width, height: area.height - list)
    }

    private mutating func placeDrops(_ area: Rectangle) {
        let lines = area.height >= 6 ? 1 : 0
        drops = Rectangle(x: area.x, y: area.y, width: area.width, height: area.height - lines)
        if lines > 0 { audit = Rectangle(x: area.x, y: area.y + area.height - 1, width: area.width, height: 1) }
    }

    /// Rows of a list without its titles.
    func rows(of list: Rectangle?) -> Int { max(0, (list?.height ?? 0) - 1) }
}
