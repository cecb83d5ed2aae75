import Events
import Foundation
import Monitor
import Plan
import Testing
import Themes

/// The monitor of a watch as whole screens, as `GoldenGridTests` has those of a run.
@Suite struct WatchGridTests {
    enum Screen: String, CaseIterable {
        case running, invalid, failed, list

        var keys: String {
            switch self {
            case .running: ""
            case .invalid: "["
            case .failed: "]"
            case .list: "w"
            }
        }
    }

    @Test(arguments: Screen.allCases, GoldenGridTests.Look.allCases)
    func theScreenIsAsItWasFoundGood(screen: Screen, look: GoldenGridTests.Look) throws {
        let theme = try GoldenText.theme(look)
        var text = ""
        for size in GoldenText.sizes {
            let driver = WatchDriver(
                DemoPlans.entries(), width: size.width, height: size.height, isUnicode: look.isUnicode,
                colors: look.colors, theme: theme)
            driver.source.show(notice: "delays.yaml  1 changed: dep_delay__mean_imputed; 12 follow")
            driver.run("broken.yaml", DemoStory.finished())
            driver.run("delays.yaml", DemoStory.midRun())
            driver.run("late.yaml", DemoStory.failed())
            if screen == .invalid {
                driver.save(
                    .failure(
                        ThemeError(
                            "there is no key 'step.runing'; did you mean 'step.running'?",
                            at: SourcePosition(file: "/home/me/.config/weir/themes/mine.toml", line: 12, column: 1))))
            }
            driver.type(screen.keys)
            text += GoldenText.of(driver.draw())
        }
        try GoldenText.check(text, against: "watch-\(screen.rawValue)-\(look.rawValue)")
        if !look.isUnicode { #expect(text.utf8.allSatisfy { $0 < 0x80 }) }
    }
}
