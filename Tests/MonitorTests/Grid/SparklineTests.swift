import Testing
import Themes

@testable import Monitor

@Suite("A quantity over time becomes columns of block characters")
struct SparklineTests {
    @Test("A column shows the greatest value of its span, and what held at its start")
    func columns() {
        var series = Series()
        series.append(10, at: 0)
        series.append(40, at: 25)
        series.append(20, at: 30)
        #expect(Sparkline.columns(of: series, from: 0, to: 100, width: 5) == [10, 40, 20, 20, 20])
        #expect(Sparkline.columns(of: Series(), from: 0, to: 10, width: 2) == [nil, nil])
        #expect(Sparkline.columns(of: series, from: 0, to: 0, width: 3).isEmpty)
        #expect(Sparkline.columns(of: series, from: 0, to: 10, width: 0).isEmpty)
    }

    @Test("Heights are eighths of a row; something is never nothing, and nothing is higher than the chart")
    func eighths() {
        #expect(Sparkline.eighths(50, of: 100, rows: 2) == 8)
        #expect(Sparkline.eighths(1, of: 1_000_000, rows: 1) == 1)
        #expect(Sparkline.eighths(0, of: 100, rows: 1) == 0)
        #expect(Sparkline.eighths(500, of: 100, rows: 3) == 24)
        #expect(Sparkline.eighths(.max, of: 1, rows: 3) == 24)
        #expect(Sparkline.eighths(5, of: 0, rows: 1) == 0)
    }

    @Test("A column is drawn from the bottom, its top in eighths, its body as asked")
    func draws() {
        var canvas = Canvas(size: Size(width: 3, height: 3), theme: .plain, glyphs: .unicode)
        Sparkline.draw(20, x: 0, bottom: 2, style: .plain, on: &canvas)
        Sparkline.draw(8, x: 1, bottom: 2, style: .plain, on: &canvas)
        Sparkline.draw(10, x: 2, bottom: 2, body: "░", style: .plain, on: &canvas)
        #expect(canvas.grid.lines == ["▄", "█ ▂", "██░"])
    }
}
