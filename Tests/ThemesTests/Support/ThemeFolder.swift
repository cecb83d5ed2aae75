import Foundation
import Plan
import Testing

@testable import Themes

/// Folders of theme files of a test's own, in the order of the search; gone when the test lets go of them.
final class ThemeFolder: Sendable {
    let path: String
    let library: ThemeLibrary

    /// - Parameter themes: of each folder, texts by the names of the themes.
    init(_ themes: [String: String]...) throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "weir-themes-\(UUID().uuidString)")
        let origins: [ThemeLibrary.Origin] = themes.count == 1 ? [.user] : [.user, .bundled]
        var folders = [ThemeLibrary.Folder]()
        for (texts, origin) in zip(themes, origins) {
            let folder = root.appending(path: origin.rawValue)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for (name, text) in texts { try Data(text.utf8).write(to: folder.appending(path: name + ".toml")) }
            folders.append(ThemeLibrary.Folder(folder.path, origin))
        }
        path = root.path
        library = ThemeLibrary(folders: folders)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func styles(_ name: String = "own") throws -> ThemeStyles {
        defer { withExtendedLifetime(self) {} }
        return try library.styles(of: library.entry(named: name))
    }

    /// Every error of a theme, a line each, its path told without the folder.
    func errors(_ name: String = "own") -> [String] {
        defer { withExtendedLifetime(self) {} }
        do throws(ThemeError) {
            _ = try library.styles(of: library.entry(named: name))
            return []
        } catch {
            return error.diagnostics.map { shortened($0) }
        }
    }

    func shortened(_ diagnostic: Diagnostic) -> String {
        library.folders.reduce(diagnostic.description) { $0.replacingOccurrences(of: $1.path + "/", with: "") }
    }
}

/// The themes of the repository.
enum ShippedThemes {
    static let names = ["ansi16", "dark", "deuteranopia", "high-contrast", "light", "mono", "tritanopia"]

    static let library: ThemeLibrary = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return ThemeLibrary(folders: [ThemeLibrary.Folder(root.appending(path: "themes").path, .bundled)])
    }()

    static func styles(_ name: String) throws -> ThemeStyles { try library.styles(of: library.entry(named: name)) }
}
