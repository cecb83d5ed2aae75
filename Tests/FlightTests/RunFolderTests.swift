import Flight
import Foundation
import Testing

/// The folders of runs, alive and dead.
@Suite struct RunFolderTests {
    /// A place of the test's own.
    private final class Place {
        let path = "/tmp/\(TestProgram.uniqueName())"
        init() { mkdir(path, 0o700) }
        deinit { try? FileManager.default.removeItem(atPath: path) }

        var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }

        /// What a run that was killed leaves.
        func leave(_ name: String, mode: mode_t = 0o700, files: [String] = ["lock", "flight.sock", "token"]) {
            mkdir("\(path)/\(name)", mode)
            chmod("\(path)/\(name)", mode)
            for file in files { try? Data().write(to: URL(fileURLWithPath: "\(path)/\(name)/\(file)")) }
        }
    }

    @Test func aFolderIsNamedAfterItsRunAndGoesWithIt() throws {
        let place = Place()
        let folder = try RunFolder(run: "lx-1a", in: [place.path])
        #expect(folder.path == place.path + "/weir-run-lx-1a")
        #expect(TestProgram.mode(of: folder.path) == 0o700)
        folder.remove()
        #expect(place.names.isEmpty)
        folder.remove()
    }

    @Test func whatDeadRunsHaveLeftIsSwept() throws {
        let place = Place()
        place.leave("weir-run-dead")
        place.leave("weir-run-died-early", files: [])
        let folder = try RunFolder(run: "new", in: [place.path])
        #expect(place.names == ["weir-run-new"])
        withExtendedLifetime(folder) {}
    }

    @Test func whatLivesIsLeftAlone() throws {
        let place = Place()
        let living = try RunFolder(run: "living", in: [place.path])
        let folder = try RunFolder(run: "new", in: [place.path])
        #expect(place.names == ["weir-run-living", "weir-run-new"])
        withExtendedLifetime((living, folder)) {}
    }

    @Test func whatIsNotOursIsLeftAlone() throws {
        let place = Place()
        place.leave("weir-run-open-to-all", mode: 0o755)
        place.leave("weir-other")
        place.leave("weir-run-with-more", files: ["lock", "precious"])
        try FileManager.default.createSymbolicLink(
            atPath: place.path + "/weir-run-link", withDestinationPath: place.path + "/weir-other")
        let folder = try RunFolder(run: "new", in: [place.path])
        #expect(
            place.names
                == ["weir-other", "weir-run-link", "weir-run-new", "weir-run-open-to-all", "weir-run-with-more"])
        #expect(FileManager.default.fileExists(atPath: place.path + "/weir-run-with-more/precious"))
        #expect(FileManager.default.fileExists(atPath: place.path + "/weir-other/token"))
        withExtendedLifetime(folder) {}
    }

    @Test func aPathTooLongForASocketIsPassedOver() throws {
        let place = Place()
        let long = place.path + "/" + String(repeating: "x", count: 100)
        mkdir(long, 0o700)
        let folder = try RunFolder(run: "new", in: [long, "/nowhere", place.path])
        #expect(folder.path == place.path + "/weir-run-new")
        #expect {
            _ = try RunFolder(run: "new", in: [long, "/nowhere"])
        } throws: { error in
            let text = "\(error)"
            return text.contains("\(long): its path is too long for a socket")
                && text.contains("/nowhere: No such file or directory")
        }
    }

    @Test(arguments: ["a b", "ä", "%41", "a?b", "a#b"])
    func aPathThatAnAddressCannotHoldIsPassedOver(name: String) throws {
        let place = Place()
        mkdir("\(place.path)/\(name)", 0o700)
        let folder = try RunFolder(run: "new", in: ["\(place.path)/\(name)", place.path])
        #expect(folder.path == place.path + "/weir-run-new")
    }

    @Test func placesAreTheUsersOwnFirst() {
        let set = ["XDG_RUNTIME_DIR": "/run/user/7", "TMPDIR": "/tmp/"]
        #expect(RunFolder.places { set[$0] } == ["/run/user/7", "/tmp"])
        #expect(RunFolder.places { _ in nil } == ["/tmp"])
        #expect(RunFolder.places { _ in "relative" } == ["/tmp"])
    }
}
