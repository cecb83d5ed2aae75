import Columnar
import Flight
import Foundation
import Plan
import Testing

/// Who can reach a server.
@Suite struct FlightAccessTests {
    // MARK: The socket

    @Test func theSocketLiesWhereOnlyThisUserCanGo() async throws {
        let served = try Served()
        #expect(served.server.address == "grpc+unix://" + served.folder.socket)
        #expect(served.server.tokenFile == nil)
        #expect(TestProgram.mode(of: served.folder.path) == 0o700)
        #expect(TestProgram.mode(of: served.folder.socket) == 0o600)
        served.server.close()
        #expect(TestProgram.mode(of: served.folder.path) == nil)
    }

    @Test(
        .enabled(
            if: geteuid() == 0 && TestTools.has("setpriv") && TestTools.has("perl"), "needs root, setpriv and perl"))
    func anotherUserCanNeitherLookIntoTheFolderNorConnect() async throws {
        let served = try Served()
        let socket = served.folder.socket
        let connect = "use IO::Socket::UNIX; exit(IO::Socket::UNIX->new(Peer => shift) ? 0 : 1)"
        #expect(try await TestTools.status("perl", ["-e", connect, socket]) == 0)
        let other = ["--reuid=65534", "--regid=65534", "--clear-groups", "--"]
        #expect(try await TestTools.status("setpriv", other + ["ls", served.folder.path]) != 0)
        #expect(try await TestTools.status("setpriv", other + ["perl", "-e", connect, socket]) == 1)
        // Not even where somebody opens the folder.
        chmod(served.folder.path, 0o755)
        #expect(try await TestTools.status("setpriv", other + ["perl", "-e", connect, socket]) == 1)
        #expect(try await TestTools.status("setpriv", other + ["perl", "-e", "exit 0"]) == 0)
    }

    // MARK: The port

    @Test func everyCallOnThePortNeedsTheToken() async throws {
        let served = try Served(.loopback)
        served.store(1, [try Column(doubles: [1])])
        let file = try #require(served.server.tokenFile)
        #expect(TestProgram.mode(of: file) == 0o600)
        let token = try String(contentsOfFile: file, encoding: .utf8)
        #expect(token.utf8.count == 64)
        #expect(try await blocking { try served.client(token: token).get("planes").rowCount } == 1)

        let table = try Table([("x", Column(int64s: [1]))])
        for wrong in [nil, "", "x", String(token.dropLast()), token.uppercased() + "0"] {
            let client = try served.client(token: wrong)
            let calls: [@Sendable () throws -> Void] = [
                { _ = try client.list() }, { _ = try client.describe("planes") }, { _ = try client.get("planes") },
                { try client.put("mine", table) }, { try client.drop("mine") }, { _ = try client.actions() },
            ]
            for call in calls {
                await #expect {
                    try await blocking(call)
                } throws: { ($0 as? FlightError)?.code == .unauthenticated }
            }
        }
        #expect(try await blocking { try served.client(token: token).list().map(\.name) } == ["planes"])
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/net/tcp"), "needs /proc"))
    func thePortIsOpenOnTheLoopbackInterfaceOnly() async throws {
        let served = try Served(.loopback)
        let port = try #require(served.server.address.split(separator: ":").last.flatMap { UInt16($0) })
        let listening = try TestTools.listeningAddresses()
        #expect(listening.count { $0.port == port } == 1)
        // Nothing else of this process can be reached from outside either.
        #expect(listening.allSatisfy { TestTools.loopback.contains($0.address) })
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/net/tcp"), "needs /proc"))
    func aServerOnASocketHasNoPort() async throws {
        let before = Set(try TestTools.listeningAddresses().map(\.port))
        let served = try Served()
        // Servers of other tests come and go meanwhile, but each has one port.
        let new = try TestTools.listeningAddresses().filter { !before.contains($0.port) }
        #expect(new.allSatisfy { TestTools.loopback.contains($0.address) })
        withExtendedLifetime(served) {}
    }
}
