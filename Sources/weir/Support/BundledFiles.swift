import ADBC

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Folders that travel beside the program.
enum BundledFiles {
    /// The path of a folder of this name; nil where it is missing.
    static func folder(_ name: String) -> String? { candidates(name).first(where: isFolder) }

    /// Where a folder that is missing belongs.
    static func expected(_ name: String) -> String { candidates(name)[0] }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// SwiftPM puts a target's resources beside the executable; an installation may put them under `share`. Not by
    /// `Bundle.module`, which knows only the folder of the build.
    private static func candidates(_ name: String) -> [String] {
        let program = Executable.path
        let folder = program.lastIndex(of: "/").map { String(program[..<$0]) } ?? "."
        return [
            "\(folder)/weir_weir.resources/\(name)", "\(folder)/weir_weir.bundle/\(name)",
            "\(folder)/weir_weir.bundle/Contents/Resources/\(name)", "\(folder)/../share/weir/\(name)",
        ]
    }
}
