/// The colours behind a palette's indices, as xterm defines them: sixteen that users may change (its defaults of
/// `XTerm-col.ad`), a cube of 6 × 6 × 6 from 16 on, and 24 greys from 232 on (its `256colres.h`).
package enum XtermPalette {
    package static func color(of index: UInt8) -> RGB { colors[Int(index)] }

    /// Of the cube and the greys, the colour that looks most like this one.
    package static func nearestIndexed(to color: RGB) -> PaletteColor { nearest(to: color, in: 16...255) }

    /// Of the first sixteen as xterm has them, the colour that looks most like this one.
    package static func nearestBasic(to color: RGB) -> PaletteColor { nearest(to: color, in: 0...15) }

    /// Names of the first sixteen, in their order.
    package static let names = {
        let plain = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"]
        return plain + plain.map { "bright-" + $0 }
    }()

    private static let colors: [RGB] = {
        let basic: [RGB] = [
            RGB(0, 0, 0), RGB(205, 0, 0), RGB(0, 205, 0), RGB(205, 205, 0),
            RGB(0, 0, 238), RGB(205, 0, 205), RGB(0, 205, 205), RGB(229, 229, 229),
            RGB(127, 127, 127), RGB(255, 0, 0), RGB(0, 255, 0), RGB(255, 255, 0),
            RGB(92, 92, 255), RGB(255, 0, 255), RGB(0, 255, 255), RGB(255, 255, 255),
        ]
        let levels: [UInt8] = [0, 95, 135, 175, 215, 255]
        let cube = (0..<216).map { RGB(levels[$0 / 36], levels[$0 / 6 % 6], levels[$0 % 6]) }
        let greys = (0..<24).map { UInt8(8 + 10 * $0) }.map { RGB($0, $0, $0) }
        return basic + cube + greys
    }()

    private static let labs = colors.map(LabColor.init)

    /// Ties go to the lower index.
    private static func nearest(to color: RGB, in indices: ClosedRange<Int>) -> PaletteColor {
        let wanted = LabColor(color)
        let index = indices.min { labs[$0].squaredDistance(to: wanted) < labs[$1].squaredDistance(to: wanted) }
        return PaletteColor(UInt8(index ?? indices.lowerBound))
    }
}
