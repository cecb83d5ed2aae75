import Plan
import Testing

@testable import Themes

@Suite struct ShippedThemeTests {
    @Test func thereAreSeven() {
        #expect(ShippedThemes.library.entries().map(\.name) == ShippedThemes.names)
    }

    @Test(arguments: ShippedThemes.names)
    func eachPassesTheCheckWithoutAWarning(name: String) throws {
        let styles = try ShippedThemes.styles(name)
        let check = ThemeCheck(styles)
        #expect(check.problems.map(\.description) == [])
        #expect(check.measures.allSatisfy { $0.contrast >= (name == "high-contrast" ? 7 : 4.5) })
        #expect(styles.meta.author != nil && styles.meta.license == "Apache-2.0")
    }

    @Test(arguments: ShippedThemes.names, ColorDepth.allCases)
    func eachShowsWhatIsSelectedAndFoundAtEveryDepth(name: String, depth: ColorDepth) throws {
        let theme = try ShippedThemes.library.theme(named: name, at: depth)
        let text = theme[.text]
        for key in ThemeKey.allCases {
            let style = theme[key]
            if style.foreground != .standard { #expect(style.foreground != style.background, "\(key)") }
            if depth == .mono { #expect(style.foreground == .standard && style.background == .standard) }
            if depth == .ansi16 { #expect(style.foreground.index < 16 && style.background.index < 16) }
        }
        for key in [ThemeKey.selection, .match, .timelineCursor] {
            let style = theme[key]
            let isMarked = !style.modifiers.isDisjoint(with: [.reverse, .underline])
            #expect(isMarked || style.background != .standard && style.background != text.background, "\(key)")
        }
        #expect(theme[.tabActive] != theme[.tab])
        if depth == .mono { #expect(!theme[.tabActive].modifiers.isDisjoint(with: [.reverse, .underline])) }
        #expect(theme[.selection] != theme[.match])
    }

    @Test func theirColoursAreExactlyWhatTwoHundredAndFiftySixHave() throws {
        for name in ShippedThemes.names {
            let styles = try ShippedThemes.styles(name)
            for key in ThemeKey.allCases {
                let look = styles.look(of: key)
                for color in [look.foreground?.value.rgb, look.background?.value.rgb].compactMap(\.self) {
                    let index = try #require(UInt8(exactly: XtermPalette.nearestIndexed(to: color).index))
                    #expect(XtermPalette.color(of: index) == color, "\(name) \(key)")
                }
            }
        }
    }

    @Test func monoHasNoColoursAndAnsi16OnlyTheUsers() throws {
        let mono = try ShippedThemes.library.theme(named: "mono", at: .indexed256)
        let basic = try ShippedThemes.library.theme(named: "ansi16", at: .indexed256)
        for key in ThemeKey.allCases {
            #expect(mono[key].foreground == .standard && mono[key].background == .standard)
            #expect(basic[key].foreground.index < 16 && basic[key].background.index < 16)
        }
        #expect(basic[.text] == .plain)
    }

    /// Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009), at full
    /// severity, on linear sRGB.
    @Test(arguments: [
        (
            "deuteranopia",
            [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
        ),
        (
            "tritanopia",
            [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
        ),
    ])
    func statesAreToldApartByTheEyesTheThemeIsFor(name: String, matrix: [[Double]]) throws {
        let styles = try ShippedThemes.styles(name)
        let states: [ThemeKey] = [.stepWaiting, .stepRunning, .stepDone, .stepFailed, .stepCancelled]
        let seen = try states.map { key in
            LabColor(linear: matrix.applied(to: try #require(styles.look(of: key).foreground?.value.rgb)))
        }
        for (place, color) in seen.enumerated() {
            for (other, second) in seen.enumerated().dropFirst(place + 1) {
                let distance = color.squaredDistance(to: second).squareRoot()
                #expect(distance >= 25, "\(states[place]) and \(states[other]): \(distance)")
            }
        }
    }
}

extension [[Double]] {
    fileprivate func applied(to color: RGB) -> (Double, Double, Double) {
        let light = color.linear
        func row(_ index: Int) -> Double {
            Swift.min(1, Swift.max(0, self[index][0] * light.0 + self[index][1] * light.1 + self[index][2] * light.2))
        }
        return (row(0), row(1), row(2))
    }
}
