import Columnar
import Testing

@testable import ADBC

@Suite struct FailureTests {
    @Test(arguments: TestDatabase.allCases) func aBrokenQueryIsToldInTheDatabasesWords(_ database: TestDatabase) throws
    {
        let connection = try database.connect()
        let error = try #require(throws: DatabaseError.self) { try connection.query("selekt 1") }
        #expect(error.message.contains("selekt"))
        #expect(try connection.query("select 1 as a").rowCount == 1)
    }

    @Test(arguments: TestDatabase.allCases) func anErrorAmongTheRowsIsThrown(_ database: TestDatabase) throws {
        let sql =
            switch database {
            case .sqlite:
                "with recursive r(x) as (select 1 union all select x + 1 from r where x < 300000) select case when x = 250000 then abs(-9223372036854775807 - 1) else x end as y from r"
            case .duckdb:
                "select case when range = 250000 then error('row ' || range) else 'x' end as y from range(300000)"
            }
        #expect(throws: DatabaseError.self) { try database.connect().query(sql) }
    }

    @Test(arguments: TestDatabase.allCases) func whatATransactionDidIsUndoneWhereItThrows(_ database: TestDatabase)
        throws
    {
        struct Refusal: Error {}
        let scratch = try Scratch()
        let path = scratch.name("d.db")
        let table = try Table([("a", Column(int64s: [1, 2, 3]))])
        do {
            let connection = try database.connect(path)
            try connection.ingest(table, into: "kept", mode: .create)
            #expect(throws: Refusal.self) {
                try connection.transaction {
                    try connection.ingest(table, into: "kept", mode: .append)
                    try connection.ingest(table, into: "new", mode: .create)
                    #expect(try connection.query("select * from kept").rowCount == 6)
                    throw Refusal()
                }
            }
            #expect(try connection.query("select * from kept").rowCount == 3)
            #expect(throws: DatabaseError.self) { try connection.query("select * from new") }
            let count = try connection.transaction {
                try connection.ingest(table, into: "kept", mode: .append)
                return 1
            }
            #expect(count == 1)
            // Once more by itself: each statement is committed again.
            try connection.ingest(table, into: "kept", mode: .append)
        }
        #expect(try database.connect(path).query("select * from kept").rowCount == 9)
    }

    @Test func aTransactionHasABeginningAndOneEnd() throws {
        let connection = try TestDatabase.sqlite.connect()
        #expect(throws: DatabaseError.self) { try connection.commit() }
        #expect(throws: DatabaseError.self) { try connection.rollBack() }
        try connection.begin()
        #expect(throws: DatabaseError.self) { try connection.begin() }
        try connection.rollBack()
    }

    @Test func valuesOfATypeThatIsNotHandledNameTheirColumn() throws {
        let connection = try TestDatabase.duckdb.connect()
        let error = try #require(throws: DatabaseError.self) { try connection.query("select 1 as a, [1, 2] as items") }
        #expect(error.code == .unsupported)
        #expect(error.context.column == "items")
    }

    // MARK: Cancelling

    @Test(arguments: TestDatabase.allCases) func aCancelledQueryReadsNoMoreRows(_ database: TestDatabase) throws {
        let interruption = Interruption()
        let stream = try database.connect().stream(
            "with recursive r(x) as (select 1 union all select x + 1 from r where x < 200000) select x from r",
            interruption: interruption)
        #expect(try stream.next() != nil)
        interruption.cancel()
        interruption.cancel()
        #expect(throws: DatabaseError.cancelled) { try stream.next() }
        let later = try database.connect()
        #expect(throws: DatabaseError.cancelled) { try later.query("select 1", interruption: interruption) }
    }

    /// Nobody has lived to see its answer.
    private static let endless =
        "select count(*) from range(100000000) a, range(100000000) b where (a.range * b.range) % 7 = 3"

    @Test(.timeLimit(.minutes(9))) func aQueryIsCancelledWhileItRuns() async throws {
        let connection = try TestDatabase.duckdb.connect()
        let interruption = Interruption()
        let ended = await TestThread.result { () throws(DatabaseError) in
            // Whether the query has begun or not: it is never to end by itself.
            TestThread { interruption.cancel() }.start()
            _ = try connection.query(Self.endless, interruption: interruption)
        }
        #expect(throws: DatabaseError.cancelled) { try ended.get() }
        #expect(try connection.query("select 1 as a").rowCount == 1)
    }

    /// What it is told while it begins another query is forgotten.
    @Test(.timeLimit(.minutes(9))) func aDriverThatForgetsIsToldAgain() async throws {
        let connection = try TestDatabase.duckdb.connect()
        let interruption = Interruption()
        let ended = await TestThread.result { () throws(DatabaseError) in
            let statement = try Statement(connection, interruption)
            try interruption.running(statement.pointer) { () throws(DatabaseError) in
                TestThread { interruption.cancel() }.start()
                while !interruption.isCancelled {}
                for _ in 0..<100 { _ = try? connection.query("select 1") }
                _ = try connection.query(Self.endless)
            }
        }
        #expect(throws: DatabaseError.cancelled) { try ended.get() }
        #expect(try connection.query("select 1 as a").rowCount == 1)
    }

    // MARK: Drivers

    @Test func aMissingDriverSaysWhatToDo() throws {
        let locator = DriverLocator(environment: ["HOME": "/nowhere"], program: "/nowhere/weir")
        let error = try #require(throws: DatabaseError.self) { try Driver.load("postgresql", locator) }
        #expect(error.code == .driver)
        for part in [
            "postgresql", "make deps DRIVERS=postgresql", "WEIR_DRIVER_POSTGRESQL", "/nowhere/.config/adbc/drivers",
        ] {
            #expect(error.message.contains(part), "\(error.message)")
        }
        #expect(throws: DatabaseError.self) { try Driver.load("../sqlite", locator) }
    }

    @Test func aLibraryThatIsNoDriverSaysSo() throws {
        let scratch = try Scratch()
        let broken = try scratch.file("broken.so", "no library")
        let error = try #require(throws: DatabaseError.self) {
            try Driver.load("sqlite", DriverLocator(paths: ["sqlite": broken]))
        }
        #expect(error.message.contains(broken))
        #expect(error.message.contains("`drivers:`"))
    }
}
