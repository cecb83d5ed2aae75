import Plan
import Testing
import Themes

@testable import Events
@testable import Monitor

@Suite struct ResultsPaneTests {
    private let size = Size(width: 40, height: 24)

    private func result(_ output: String, _ target: String?, _ preview: TablePreview) -> RunEvent.Kind {
        .resultCollected(
            ResultCollected(output: output, target: target, rows: preview.rowCount, bytes: 1, preview: preview))
    }

    /// An output of six columns and thirty rows, and one of a single cell.
    private func scene() -> Scene {
        var story = Story()
        let columns = (0..<6).map { TablePreview.Column(name: "column\($0)", type: "int64", nullCount: 0) }
        let rows = (0..<30).map { row in (0..<6).map { "\(row)\($0)" as String? } }
        story.happens(result("many", "m.csv", TablePreview(columns: columns, rows: rows, rowCount: 90)))
        let one = TablePreview(columns: [.init(name: "x", type: "string", nullCount: 1)], rows: [[nil]], rowCount: 1)
        story.happens(result("one", nil, one))
        return Scene(model: RunModel(story.events), now: 0)
    }

    private func titles(_ lines: [String]) -> [Int] { (0..<6).filter { lines[1].contains("column\($0)") } }

    @Test func columnsScrollSoThatTheChosenOneIsInSight() {
        let scene = scene()
        var pane = ResultsPane()
        var lines = pane.lines(scene, size.width, size.height)
        #expect(titles(lines) == [0, 1, 2, 3])
        #expect(lines[1].hasSuffix(">"))
        for _ in 0..<5 { _ = pane.press(.right, scene, size) }
        lines = pane.lines(scene, size.width, size.height)
        #expect(titles(lines).last == 5 && pane.column == 5)
        #expect(lines[1].hasPrefix("<") && !lines[1].hasSuffix(">"))
        _ = pane.press(.right, scene, size)
        #expect(pane.column == 5)
        _ = pane.press(.character("0"), scene, size)
        lines = pane.lines(scene, size.width, size.height)
        #expect(titles(lines).first == 0 && pane.column == 0)
        _ = pane.press(.character("$"), scene, size)
        #expect(pane.column == 5)
    }

    @Test func rowsScrollToo() {
        let scene = scene()
        var pane = ResultsPane()
        #expect(pane.tableHeight(size) - PreviewTable.headerRows == 12)
        _ = pane.lines(scene, size.width, size.height)
        _ = pane.press(.end, scene, size)
        let lines = pane.lines(scene, size.width, size.height)
        #expect(lines[4].contains("180") && lines[15].contains("290") && !lines.contains { $0.contains("170") })
        #expect(pane.press(.character("y"), scene, size) == [.copy("290", of: "value")])
        #expect(pane.press(.mouse(.init(.press, at: Point(x: 12, y: 4))), scene, size) == [])
        #expect(pane.press(.character("y"), scene, size) == [.copy("181", of: "value")])
    }

    @Test func outputsAreWalkedThroughInACircle() {
        let scene = scene()
        var pane = ResultsPane()
        #expect(pane.lines(scene, 60, 24)[0] == " many 90 rows → m.csv   one 1 row")
        _ = pane.press(.character("]"), scene, size)
        let lines = pane.lines(scene, 60, 24)
        #expect(lines[1].contains("x") && lines[4].contains("null"))
        #expect(lines.contains { $0.contains("string · 1 null") })
        _ = pane.press(.character("n"), scene, size)
        #expect(titles(pane.lines(scene, 60, 24)).first == 0)
        _ = pane.press(.character("["), scene, size)
        #expect(titles(pane.lines(scene, 60, 24)).isEmpty)
    }

    @Test func anOutputThatIsMadeAnewIsShownAnew() {
        func scene(_ cell: String) -> Scene {
            var story = Story()
            let column = TablePreview.Column(name: "x", type: "string", nullCount: 0)
            story.happens(result("o", nil, TablePreview(columns: [column], rows: [[cell]], rowCount: 1)))
            return Scene(model: RunModel(story.events), now: 0)
        }
        var pane = ResultsPane()
        #expect(pane.lines(scene("before"), 40, 10).contains { $0.contains("before") })
        #expect(pane.lines(scene("after"), 40, 10).contains { $0.contains("after") })
    }

    @Test func aRecordingThatGoesBackBeforeTheOutputsTakesNoKeys() {
        var pane = ResultsPane()
        _ = pane.lines(scene(), 40, 24)
        let empty = Scene(model: RunModel(), now: 0)
        for key in "][nNhl0$y" { #expect(pane.press(.character(key), empty, size) == []) }
        #expect(pane.lines(empty, 40, 24)[0] == " no output has come out yet")
        let ended = Scene(model: RunModel(Array(DemoStory.failed().suffix(1))), now: 0)
        #expect(pane.lines(ended, 40, 24)[0] == " the run made no output")
    }

    @Test func numbersAreReadInAColumnThatTheEdgeCuts() {
        let columns = ["a", "b"].map { TablePreview.Column(name: $0 + "234567890", type: "int64", nullCount: 0) }
        let table = PreviewTable(TablePreview(columns: columns, rows: [["1", "42"]], rowCount: 1))
        var canvas = Canvas(size: Size(width: 17, height: 4), theme: .plain, glyphs: .unicode)
        table.draw(on: &canvas, from: 0, rows: 0..<1, selected: (0, 0))
        #expect(canvas.grid.lines[3] == "          1 │  42")
        #expect(canvas.grid.lines[0].hasSuffix(">"))
    }

    @Test func cellsOfWideCharactersStandInTheirColumns() {
        let cells = ["ab", "東京", "👩‍🚀x", "e\u{301}", "\u{1B}[31m", "❤️", "👍🏽", nil]
        let preview = TablePreview(
            columns: [.init(name: "t", type: "string", nullCount: 1), .init(name: "n", type: "int64", nullCount: 0)],
            rows: cells.map { [$0, "7"] }, rowCount: 8)
        let table = PreviewTable(preview)
        for glyphs in [Glyphs.unicode, .ascii] {
            var canvas = Canvas(size: Size(width: 40, height: 12), theme: .plain, glyphs: glyphs)
            table.draw(on: &canvas, from: 0, rows: 0..<8, selected: (0, 0))
            #expect(canvas.grid.fault == nil)
            let bars = (3..<11).map { canvas.grid.columns(of: glyphs.vertical, row: $0) }
            #expect(bars.allSatisfy { $0 == bars[0] && $0.count == 2 })
            let sevens = (3..<11).map { canvas.grid.columns(of: "7", row: $0).last }
            #expect(sevens.allSatisfy { $0 == sevens[0] })
        }
    }
}
