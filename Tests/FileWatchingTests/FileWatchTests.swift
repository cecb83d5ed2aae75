import Events
import FileWatching
import Foundation
import Testing

@Suite struct FileWatchTests {
    enum Kind: CaseIterable {
        case system, polling

        func watch(_ reports: Reports) throws -> any FileWatch {
            switch self {
            case .system: try DirectoryWatch(report: { reports.add($0) }, fail: { reports.add($0) })
            case .polling: try PollingWatch(period: 5) { reports.add($0) }
            }
        }
    }

    @Test(arguments: Kind.allCases) func aFileThatGoesIsSeen(_ kind: Kind) async throws {
        let folder = try TestFolder()
        try await blocking {
            let reports = Reports()
            let watch = try kind.watch(reports)
            defer { watch.stop() }
            try folder.write("one", to: "plan.yaml")
            watch.watch([folder.path])
            reports.wait(for: folder.path)
            reports.forget()
            unlink(folder.path + "/plan.yaml")
            reports.wait(for: folder.path + "/plan.yaml")
        }
    }

    @Test(arguments: Kind.allCases) func aFolderThatGoesAndComesBackIsWatchedAgain(_ kind: Kind) async throws {
        let folder = try TestFolder()
        let root = folder.path
        try await blocking {
            let reports = Reports()
            let watch = try kind.watch(reports)
            defer { watch.stop() }
            let inner = root + "/data/deep"
            watch.watch([inner])
            reports.wait(for: root)
            try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: true)
            reports.wait(for: inner)
            try folder.write("1", to: "data/deep/a.csv")
            reports.wait { $0.paths.contains(inner + "/a.csv") }
            reports.forget()
            try FileManager.default.removeItem(atPath: root + "/data")
            reports.wait { $0.paths.contains(inner) || $0.paths.contains(root + "/data") }
            try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: true)
            reports.wait(for: inner)
            reports.forget()
            try folder.write("2", to: "data/deep/b.csv")
            // Where the file is there before the folder is watched again, it is the folder that has changed.
            reports.wait { $0.paths.contains(inner + "/b.csv") || $0.paths.contains(inner) }
        }
    }

    @Test func aLinkedFolderIsSeenUnderBothNames() async throws {
        let folder = try TestFolder()
        let root = folder.path
        try await blocking {
            let reports = Reports()
            let watch = try Kind.system.watch(reports)
            defer { watch.stop() }
            try FileManager.default.createDirectory(atPath: root + "/real", withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(atPath: root + "/link", withDestinationPath: root + "/real")
            watch.watch([root + "/real", root + "/link"])
            reports.wait(for: root + "/link")
            try folder.write("1", to: "real/a.csv")
            reports.wait(for: root + "/real/a.csv")
            reports.wait(for: root + "/link/a.csv")
        }
    }

    /// A folder that lies in itself by a link is one folder; a link that leads to itself is nothing, and what is beside it is seen.
    @Test(arguments: Kind.allCases) func linksThatLeadInACircleDoNoHarm(_ kind: Kind) async throws {
        let folder = try TestFolder()
        try await blocking {
            let reports = Reports()
            let watch = try kind.watch(reports)
            defer { watch.stop() }
            symlink(".", folder.path + "/itself")
            symlink("there", folder.path + "/here")
            symlink("here", folder.path + "/there")
            watch.watch([folder.path, folder.path + "/itself/itself", folder.path + "/here/deep"])
            reports.wait(for: folder.path + "/itself/itself")
            try folder.write("1", to: "a.csv")
            reports.wait(for: folder.path + "/a.csv")
            reports.wait(for: folder.path + "/itself/itself/a.csv")
            #expect(reports.problems == [])
        }
    }
}
