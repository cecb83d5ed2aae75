import Plan

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The themes that can be chosen: `NAME.toml` in the folders it is made with. Nothing is kept: every call reads the files anew (so
/// a second call is a reload), and blocks while it does.
package struct ThemeLibrary: Sendable {
    /// What is shown where nobody says otherwise.
    package static let defaultName = "dark"

    /// Why a folder is searched.
    package enum Origin: String, Sendable {
        case option = "--themes-dir"
        case user = "yours"
        case bundled
    }

    package struct Folder: Sendable, Hashable {
        package var path: String
        package var origin: Origin

        package init(_ path: String, _ origin: Origin) {
            self.path = path
            self.origin = origin
        }
    }

    /// A theme's file.
    package struct Entry: Sendable, Hashable {
        package var name: String
        package var path: String
        package var origin: Origin
    }

    /// A theme to choose, be it usable or not.
    package struct Choice: Sendable {
        package var entry: Entry
        package var styles: Result<ThemeStyles, ThemeError>

        package var name: String { entry.name }
    }

    /// In the order of the search.
    package let folders: [Folder]

    package init(folders: [Folder]) { self.folders = folders }

    /// Searches the folder of `--themes-dir`, then `$XDG_CONFIG_HOME/weir/themes` (by default `~/.config/weir/themes`; a relative
    /// path is ignored, as the XDG base directory specification 0.8 asks), then those that come with the program.
    package init(option: String?, environment: [String: String], bundled: String?) {
        var folders = [Folder]()
        if let option { folders.append(Folder(option, .option)) }
        if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") {
            folders.append(Folder(folder + "/weir/themes", .user))
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            folders.append(Folder(home + "/.config/weir/themes", .user))
        }
        if let bundled { folders.append(Folder(bundled, .bundled)) }
        self.init(folders: folders)
    }

    /// Every theme by name, sorted; of several of one name the first in the search. Folders that are not there have none.
    package func entries() -> [Entry] {
        var seen = Set<String>()
        return folders.flatMap(Self.entries).filter { seen.insert($0.name).inserted }.sorted { $0.name < $1.name }
    }

    /// Every theme, for a list or a picker.
    package func choices() -> [Choice] {
        entries().map { entry in Choice(entry: entry, styles: Result { () throws(ThemeError) in try styles(of: entry) })
        }
    }

    /// A theme as a terminal of the given depth shows it.
    ///
    /// - Throws: that there is none of the name, or every error in its files.
    package func theme(named name: String, at depth: ColorDepth) throws(ThemeError) -> Theme {
        try styles(of: entry(named: name)).resolved(at: depth)
    }

    /// - Throws: that there is none, with the nearest name.
    package func entry(named name: String) throws(ThemeError) -> Entry {
        let entries = entries()
        if let entry = entries.first(where: { $0.name == name }) { return entry }
        let hint = NearestName.hint(name, among: entries.map(\.name))
        throw ThemeError("there is no theme '\(name)'" + (hint.isEmpty ? "; 'weir themes list' lists them" : hint))
    }

    /// - Throws: every error in its files.
    package func styles(of entry: Entry) throws(ThemeError) -> ThemeStyles {
        let folder = folders.firstIndex { Self.path(of: entry.name, in: $0) == entry.path }
        return try styles(of: entry, ancestorsIn: folder.map { Array(folders[$0...]) } ?? folders)
    }

    /// A theme of any file. What it inherits may lie beside it.
    ///
    /// - Throws: every error in its files.
    package func styles(file path: String) throws(ThemeError) -> ThemeStyles {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let name = parts.last.map { $0.hasSuffix(".toml") ? String($0.dropLast(5)) : String($0) } ?? path
        let folder = parts.count > 1 ? parts.dropLast().joined(separator: "/") : "."
        return try styles(
            of: Entry(name: name, path: path, origin: .option), ancestorsIn: [Folder(folder, .option)] + folders)
    }

    /// A theme inherits from its own folder and from those searched after it, never from those before. So one of the user's can
    /// change a few colours of the bundled one of the same name, and no file of the user's breaks a bundled theme.
    private func styles(of entry: Entry, ancestorsIn folders: [Folder]) throws(ThemeError) -> ThemeStyles {
        var lineage = [try Self.read(entry)]
        var folders = folders
        var isWhole = true
        while let last = lineage.last, let parent = last.inherits {
            let candidates = folders.enumerated().flatMap { place, folder in
                Self.entries(of: folder).map { (place: place, entry: $0) }
            }
            guard
                let found = candidates.first(where: {
                    $0.entry.name == parent.value && !Self.isSame($0.entry.path, last.path)
                })
            else {
                lineage[lineage.count - 1].problems.append(
                    missing(parent, of: last, among: candidates.map(\.entry.name)))
                isWhole = false
                break
            }
            if let start = lineage.firstIndex(where: { Self.isSame($0.path, found.entry.path) }) {
                let circle = (lineage[start...].map(\.name) + [parent.value]).joined(separator: " → ")
                lineage[lineage.count - 1].problems.append(
                    .error("'inherits' goes in a circle, \(circle); take it out of one of them", at: parent.position))
                break
            }
            folders.removeFirst(found.place)
            do throws(ThemeError) {
                lineage.append(try Self.read(found.entry))
            } catch {
                lineage[lineage.count - 1].problems += error.diagnostics
                isWhole = false
                break
            }
        }
        return try ThemeStyles(lineage: lineage, isWhole: isWhole)
    }

    private func missing(_ parent: Located<String>, of theme: ThemeDefinition, among names: [String]) -> Diagnostic {
        if parent.value == theme.name {
            return .error(
                "a theme cannot inherit itself; take it out, or name another one", at: parent.position)
        }
        let hint = NearestName.hint(parent.value, among: names)
        return .error(
            "there is no theme '\(parent.value)' to inherit"
                + (hint.isEmpty ? "; 'weir themes list' lists them" : hint),
            at: parent.position)
    }
}

extension ThemeLibrary {
    private static func path(of name: String, in folder: Folder) -> String {
        (folder.path.hasSuffix("/") ? folder.path : folder.path + "/") + name + ".toml"
    }

    private static func entries(of folder: Folder) -> [Entry] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".toml") && !$0.hasPrefix(".") }.sorted().compactMap { file in
            let name = String(file.dropLast(5))
            let path = path(of: name, in: folder)
            return isFile(path) ? Entry(name: name, path: path, origin: folder.origin) : nil
        }
    }

    /// Neither a folder nor what would keep its reader waiting.
    private static func isFile(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    private static func isSame(_ a: String, _ b: String) -> Bool {
        func resolved(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
        return a == b || resolved(a) == resolved(b)
    }

    private static func read(_ entry: Entry) throws(ThemeError) -> ThemeDefinition {
        let text: String
        do throws(PlanError) {
            text = try PlanText.decode(PlanText.read(entry.path, kind: "the theme"), path: entry.path)
        } catch {
            throw ThemeError(error.diagnostics)
        }
        return try ThemeDecoder.decode(text, name: entry.name, path: entry.path)
    }
}
