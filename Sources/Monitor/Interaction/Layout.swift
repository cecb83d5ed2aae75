/// How the screen is divided: header, tabs, banner, body, scrubber, footer. What there is no room for goes, the body last.
struct Layout: Sendable, Hashable {
    var header: Rectangle
    /// Of no height where there is no room.
    var tabs: Rectangle
    var banner: Rectangle
    var body: Rectangle
    /// Beside the body: the step in focus, on wide screens.
    var side: Rectangle
    var scrubber: Rectangle
    var footer: Rectangle

    init(size: Size, hasBanner: Bool = false, hasScrubber: Bool = false) {
        let (width, height) = (size.width, size.height)
        let tabs = height >= 12 ? 1 : 0
        let banner = hasBanner && height >= 7 ? 1 : 0
        let scrubber = hasScrubber && height >= 6 ? 1 : 0
        let footer = height >= 4 ? 1 : 0
        var y = 0
        func take(_ rows: Int) -> Rectangle {
            defer { y += rows }
            return Rectangle(x: 0, y: y, width: width, height: max(0, min(rows, height - y)))
        }
        header = take(1)
        self.tabs = take(tabs)
        self.banner = take(banner)
        body = take(max(0, height - y - scrubber - footer))
        self.scrubber = take(scrubber)
        self.footer = take(footer)
        side = Rectangle(x: width, y: body.y, width: 0, height: body.height)
    }

    /// Of everything between the header and the footer.
    var bodyHeight: Int { tabs.height + banner.height + body.height + scrubber.height + footer.height }

    /// With a part of the body for the step in focus, where the screen is wide enough for both.
    func withSide() -> Layout {
        guard body.width >= 120, body.height >= 8 else { return self }
        var layout = self
        let width = min(72, body.width * 2 / 5)
        layout.body.width -= width
        layout.side = Rectangle(x: layout.body.width, y: body.y, width: width, height: body.height)
        return layout
    }
}
