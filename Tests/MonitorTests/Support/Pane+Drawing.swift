import Events
import Monitor
import Plan
import Themes

extension Pane {
    /// Drawn after it was prepared.
    mutating func grid(_ scene: Scene, _ width: Int, _ height: Int, _ glyphs: Glyphs = .unicode) -> Grid {
        let size = Size(width: width, height: height)
        prepare(for: scene, size: size)
        var canvas = Canvas(size: size, theme: .plain, glyphs: glyphs)
        draw(on: &canvas, scene)
        return canvas.grid
    }

    mutating func lines(_ scene: Scene, _ width: Int, _ height: Int, _ glyphs: Glyphs = .unicode) -> [String] {
        grid(scene, width, height, glyphs).lines
    }

    /// What it asks for when a key is pressed.
    mutating func press(_ key: Key, _ scene: Scene, _ size: Size = Size(width: 80, height: 24)) -> [MonitorRequest] {
        var requests: [MonitorRequest] = []
        _ = handle(key, in: scene, size: size, &requests)
        return requests
    }
}

extension Grid {
    /// What no screen may hold: control characters, halves of wide characters. Nil: it holds none of it.
    var fault: String? {
        for y in 0..<size.height {
            for x in 0..<size.width {
                let cell = self[x, y]
                for value in [cell.scalar, cell.mark] where value != 0 {
                    guard let scalar = Unicode.Scalar(value) else { return "no scalar at \(x), \(y)" }
                    switch scalar.properties.generalCategory {
                    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
                        return "U+\(String(value, radix: 16)) at \(x), \(y)"
                    default: break
                    }
                }
                let isWide = Unicode.Scalar(cell.scalar).map { cell.scalar != 0 && DisplayWidth.of($0) == 2 } ?? false
                let isFollowed = x + 1 < size.width && self[x + 1, y].scalar == 0
                if isWide != isFollowed { return "half a wide character at \(x), \(y)" }
            }
            if size.width > 0, self[0, y].scalar == 0 { return "half a wide character at 0, \(y)" }
        }
        return nil
    }

    /// The columns of a row at which a character stands.
    func columns(of scalar: Unicode.Scalar, row: Int) -> [Int] {
        (0..<size.width).filter { self[$0, row].scalar == scalar.value }
    }
}

extension RunModel {
    init(_ events: [RunEvent]) {
        self.init()
        for event in events { receive(event) }
    }
}
