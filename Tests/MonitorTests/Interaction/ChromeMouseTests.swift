import Plan
import Testing
import Themes

@testable import Events
@testable import Monitor

/// What lies under the mouse is what is drawn there.
@Suite struct ChromeMouseTests {
    @Test(arguments: [200, 80, 60, 40, 24, 10])
    func aPressOnATabOpensThePaneThatIsNamedThere(width: Int) {
        for current in PaneKind.allCases {
            var canvas = Canvas(size: Size(width: width, height: 1), theme: .plain, glyphs: .unicode)
            Tabs.draw(on: &canvas, y: 0, current: current, detail: nil)
            for (index, kind) in PaneKind.allCases.enumerated() {
                let digit = Unicode.Scalar(UInt8(ascii: "1") + UInt8(index))
                for x in canvas.grid.columns(of: digit, row: 0) {
                    #expect(Tabs.pane(at: x, width: width, current: current) == kind)
                }
            }
            #expect(Tabs.pane(at: 500, width: width, current: current) == nil)
        }
    }

    @Test(arguments: [200, 80, 40, 31, 30])
    func aPressOnTheScrubberGoesToTheInstantThatTheBarThenShows(width: Int) {
        let recording = RecordedFeed(DemoStory.finished())
        let scene = Scene(model: RunModel(), now: 0)
        for column in 10..<width - 18 {
            recording.seek(to: Scrubber.time(at: column, width: width, recording), at: 5)
            var canvas = Canvas(size: Size(width: width, height: 1), theme: .plain, glyphs: .unicode)
            Scrubber.draw(on: &canvas, scene, recording, at: 5)
            #expect(canvas.grid.columns(of: "█", row: 0) == Array(10...column))
        }
        #expect(Scrubber.time(at: 0, width: width, recording) == 0)
        #expect(Scrubber.time(at: 999, width: width, recording) == recording.duration)
    }

    @Test func withoutRoomForABarThereIsNoInstantToChoose() {
        let recording = RecordedFeed(DemoStory.finished())
        for width in [0, 1, 10, 28, 29] { #expect(Scrubber.time(at: 5, width: width, recording) == 0) }
    }

    @Test func theScrubberSaysHowItPlays() {
        let recording = RecordedFeed(DemoStory.finished())
        func text() -> String {
            var canvas = Canvas(size: Size(width: 60, height: 1), theme: .plain, glyphs: .ascii)
            Scrubber.draw(on: &canvas, Scene(model: RunModel(), now: 0), recording, at: 5)
            return canvas.grid.lines[0]
        }
        _ = recording.take(at: 5)
        #expect(text().hasPrefix("> 0us"))
        recording.changeSpeed(faster: true, at: 5)
        recording.togglePause(at: 5)
        #expect(text().hasPrefix("|| 0us"))
        #expect(text().hasSuffix("2x"))
        recording.togglePause(at: 5)
        recording.seek(to: recording.duration, at: 5)
        #expect(text().hasPrefix("end "))
    }
}
