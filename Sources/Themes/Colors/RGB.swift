#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A colour of 24 bits in sRGB.
package struct RGB: Sendable, Hashable {
    package var red: UInt8
    package var green: UInt8
    package var blue: UInt8

    package init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// - Parameter hex: `#rrggbb`, in either case; nil for anything else.
    package init?(hex: String) {
        let digits = Array(hex.utf8.dropFirst())
        guard hex.utf8.first == UInt8(ascii: "#"), digits.count == 6 else { return nil }
        var value = 0
        for digit in digits {
            guard let nibble = Character(Unicode.Scalar(digit)).hexDigitValue else { return nil }
            value = value << 4 | nibble
        }
        self.init(UInt8(value >> 16), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF))
    }

    /// `#rrggbb`.
    package var hex: String {
        let digits = String(Int(red) << 16 | Int(green) << 8 | Int(blue), radix: 16)
        return "#" + String(repeating: "0", count: 6 - digits.count) + digits
    }
}

extension RGB {
    /// The contrast ratio of two colours, from 1 to 21: WCAG 2.1, "contrast ratio".
    package func contrast(to other: RGB) -> Double {
        let (a, b) = (relativeLuminance, other.relativeLuminance)
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }

    /// From 0 (black) to 1 (white): WCAG 2.1, "relative luminance", with its threshold of 0.03928.
    package var relativeLuminance: Double {
        func linear(_ channel: UInt8) -> Double {
            let value = Double(channel) / 255
            return value <= 0.03928 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    /// In linear light, each from 0 to 1, by IEC 61966-2-1.
    var linear: (red: Double, green: Double, blue: Double) {
        func linear(_ channel: UInt8) -> Double {
            let value = Double(channel) / 255
            return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
        return (linear(red), linear(green), linear(blue))
    }
}

/// A colour in CIE 1976 L*a*b* under D65, where distances are about as large as they look.
struct LabColor {
    let lightness: Double
    let a: Double
    let b: Double

    init(_ color: RGB) { self.init(linear: color.linear) }

    /// sRGB to XYZ by IEC 61966-2-1, XYZ to L*a*b* by CIE 15:2004, 8.2.1.
    ///
    /// - Parameter light: red, green and blue in linear light, from 0 to 1.
    init(linear light: (red: Double, green: Double, blue: Double)) {
        func bent(_ t: Double) -> Double {
            t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116
        }
        let x = bent((0.4124 * light.red + 0.3576 * light.green + 0.1805 * light.blue) / 0.95047)
        let y = bent(0.2126 * light.red + 0.7152 * light.green + 0.0722 * light.blue)
        let z = bent((0.0193 * light.red + 0.1192 * light.green + 0.9505 * light.blue) / 1.08883)
        lightness = 116 * y - 16
        a = 500 * (x - y)
        b = 200 * (y - z)
    }

    /// The square of the colour difference ΔE*ab (CIE 15:2004, 8.2.1.2).
    func squaredDistance(to other: LabColor) -> Double {
        let (dl, da, db) = (lightness - other.lightness, a - other.a, b - other.b)
        return dl * dl + da * da + db * db
    }
}
