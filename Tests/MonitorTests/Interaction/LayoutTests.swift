import Testing

@testable import Monitor

@Suite struct LayoutTests {
    private func parts(_ layout: Layout) -> [Rectangle] {
        [layout.header, layout.tabs, layout.banner, layout.body, layout.side, layout.scrubber, layout.footer]
    }

    @Test(arguments: [0, 1, 2, 3, 4, 5, 6, 7, 11, 12, 24, 60, 200], [0, 1, 40, 80, 119, 120, 200])
    func thePartsTileTheScreen(height: Int, width: Int) {
        for (hasBanner, hasScrubber) in [(false, false), (true, false), (false, true), (true, true)] {
            let layout = Layout(
                size: Size(width: width, height: height), hasBanner: hasBanner, hasScrubber: hasScrubber)
            for layout in [layout, layout.withSide()] {
                var covers = [Int](repeating: 0, count: width * height)
                for part in parts(layout) {
                    for y in part.y..<part.y + part.height {
                        for x in part.x..<part.x + part.width { covers[y * width + x] += 1 }
                    }
                }
                #expect(covers.allSatisfy { $0 == 1 })
            }
            #expect(layout.header.height + layout.bodyHeight == height)
        }
    }

    @Test func withLittleRoomTheBodyIsTheLastToGo() {
        func heights(_ height: Int) -> [Int] {
            parts(Layout(size: Size(width: 80, height: height), hasBanner: true, hasScrubber: true)).map(\.height)
        }
        // Header, tabs, banner, body, beside it, scrubber, footer.
        #expect(heights(1) == [1, 0, 0, 0, 0, 0, 0])
        #expect(heights(2) == [1, 0, 0, 1, 1, 0, 0])
        #expect(heights(5) == [1, 0, 0, 3, 3, 0, 1])
        #expect(heights(6) == [1, 0, 0, 3, 3, 1, 1])
        #expect(heights(8) == [1, 0, 1, 4, 4, 1, 1])
        #expect(heights(24) == [1, 1, 1, 19, 19, 1, 1])
    }

    @Test func aWideScreenHasRoomForTheStepBesideTheList() {
        func side(_ width: Int, _ height: Int) -> Int {
            Layout(size: Size(width: width, height: height)).withSide().side.width
        }
        #expect(side(119, 24) == 0)
        #expect(side(120, 24) == 48)
        #expect(side(400, 24) == 72)
        #expect(side(400, 10) == 72)
        #expect(side(400, 9) == 0)
    }
}
