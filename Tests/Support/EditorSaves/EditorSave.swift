import Foundation

/// How editors save a file, call by call.
package enum EditorSave: String, Sendable, CaseIterable {
    case vim, vimWithBackup, vimCopy, emacs, emacsCopy, codeInPlace, codeAtomic, kate

    /// Saves the text as the file of that name in the folder.
    package func save(_ text: String, as name: String, in folder: String) throws {
        let path = "\(folder)/\(name)"
        let swap = "\(folder)/.\(name).swp"
        switch self {
        case .vim, .vimWithBackup:
            // A swap file while the file is open, a file to try the folder, the old file under the backup's name, then a new file.
            try Self.write("swap", to: swap)
            try Self.write("", to: folder + "/4913")
            unlink(folder + "/4913")
            rename(path, path + "~")
            try Self.write(text, to: path, O_CREAT | O_WRONLY)
            chmod(path, 0o644)
            if self == .vim { unlink(path + "~") }
            unlink(swap)
        case .vimCopy:
            // The backup is a copy, and the file is written in place.
            try Self.write("swap", to: swap)
            try FileManager.default.copyItem(atPath: path, toPath: path + "~")
            try Self.write(text, to: path, O_WRONLY | O_TRUNC)
            unlink(path + "~")
            unlink(swap)
        case .emacs, .emacsCopy:
            // A lock that is a link to nowhere with the end of a plan, a file of what is not saved yet, and the backup.
            unlink(path + "~")
            symlink("me@host.4711:1767323045", "\(folder)/.#\(name)")
            try Self.write("half of it", to: "\(folder)/#\(name)#")
            if self == .emacs {
                rename(path, path + "~")
                try Self.write(text, to: path, O_CREAT | O_WRONLY)
            } else {
                try FileManager.default.copyItem(atPath: path, toPath: path + "~")
                try Self.write(text, to: path, O_WRONLY | O_TRUNC)
            }
            unlink("\(folder)/#\(name)#")
            unlink("\(folder)/.#\(name)")
        case .codeInPlace:
            // Cut to nothing and written, and after a formatter once more.
            try Self.write(String(text.prefix(text.count / 2)), to: path, O_WRONLY | O_TRUNC)
            try Self.write(text, to: path, O_WRONLY | O_TRUNC)
        case .codeAtomic:
            try Self.write(text, to: path + ".vsctmp", O_CREAT | O_WRONLY)
            rename(path + ".vsctmp", path)
        case .kate:
            // A file without a name that gets one, and then the old one's.
            try Self.write(text, to: "\(folder)/\(name).XyZ123", O_CREAT | O_EXCL | O_WRONLY)
            chmod("\(folder)/\(name).XyZ123", 0o644)
            rename("\(folder)/\(name).XyZ123", path)
        }
    }

    private static func write(_ text: String, to path: String, _ flags: Int32 = O_CREAT | O_WRONLY | O_TRUNC) throws {
        let file = open(path, flags | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        defer { close(file) }
        // In two pieces, as a buffer's end would have it.
        let bytes = Array(text.utf8)
        for piece in [bytes[..<(bytes.count / 2)], bytes[(bytes.count / 2)...]] {
            _ = piece.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
        }
        fsync(file)
    }
}
