import Testing
import Themes

@testable import Monitor

@Suite("Columns of a table fit into what room there is")
struct ColumnLayoutTests {
    private let columns = [
        ColumnLayout.Column("state", 1, priority: 0), ColumnLayout.Column("name", 6, ideal: 20, priority: 1),
        ColumnLayout.Column("rows", 5, isRight: true, priority: 3),
        ColumnLayout.Column("size", 7, isRight: true, priority: 2),
    ]

    private func widths(_ width: Int) -> [Int?] { ColumnLayout(columns, width: width).places.map { $0?.width } }

    @Test("With room for all, the flexible column grows to its ideal width and no further")
    func roomForAll() {
        #expect(widths(36) == [1, 20, 5, 7])
        #expect(widths(80) == [1, 20, 5, 7])
        #expect(ColumnLayout(columns, width: 36).places.map { $0?.x } == [0, 2, 23, 29])
    }

    @Test("The least important column goes first, and the others take its room")
    func leavesOut() {
        #expect(widths(22) == [1, 6, 5, 7])
        #expect(widths(21) == [1, 11, nil, 7])
        #expect(widths(15) == [1, 13, nil, nil])
        #expect(widths(7) == [1, nil, nil, nil])
    }

    @Test("The most important column is shown, however narrow")
    func narrow() {
        let layout = ColumnLayout([ColumnLayout.Column("name", 10, priority: 0)], width: 4)
        #expect(layout.places.map { $0?.width } == [4])
        #expect(ColumnLayout(columns, width: 0).places == [nil, nil, nil, nil])
        #expect(ColumnLayout([], width: 10).places.isEmpty)
    }

    @Test("Cells are cut to their column and set to its side")
    func writes() {
        var canvas = Canvas(size: Size(width: 22, height: 2), theme: .plain, glyphs: .unicode)
        let layout = ColumnLayout(columns, width: 22)
        layout.writeTitles(y: 0, style: .plain, on: &canvas)
        layout.write("airports", in: 1, y: 1, style: .plain, on: &canvas)
        layout.write("16", in: 2, y: 1, style: .plain, on: &canvas)
        layout.write("477B", in: 3, y: 1, style: .plain, on: &canvas)
        layout.write("nowhere", in: 9, y: 1, style: .plain, on: &canvas)
        #expect(canvas.grid.lines == ["… name    rows    size", "  airpo…    16    477B"])
    }
}
