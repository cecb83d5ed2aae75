import Testing

@testable import ADBC

@Suite struct RedactionTests {
    @Test func passwordsGo() {
        #expect(Redaction.address("postgresql://ann:s3cret@db/x") == "postgresql://***@db/x")
        #expect(Redaction.address("postgresql://ann@db/x") == "postgresql://ann@db/x")
        #expect(
            Redaction.address("postgresql://db/x?user=ann&password=p%40ss&sslmode=require")
                == "postgresql://db/x?user=ann&password=***&sslmode=require")
        #expect(Redaction.address("host=db password='hush' user=ann") == "host=db password=*** user=ann")
        #expect(Redaction.address("sc://h:15002/;token=abc;x=1") == "sc://h:15002/;token=***;x=1")
    }

    @Test func theyGoFromMessagesToo() {
        let redaction = Redaction(options: ["uri": "postgresql://ann:p%40ss@db/x", "adbc.password": "hush"])
        #expect(
            redaction.apply("could not log in with p@ss or p%40ss or hush") == "could not log in with *** or *** or ***"
        )
    }

    @Test func aDriversErrorHoldsNoPassword() throws {
        guard let driver = try? Driver.load("postgresql") else {
            print("skipped: the driver of PostgreSQL is not installed; make deps DRIVERS=postgresql")
            return
        }
        let error = try #require(throws: DatabaseError.self) {
            try Database(driver, ["uri": "postgresql://ann:s3cret@127.0.0.1:1/x?connect_timeout=2"]).connect()
        }
        #expect(!"\(error)".contains("s3cret"), "\(error)")
    }
}
