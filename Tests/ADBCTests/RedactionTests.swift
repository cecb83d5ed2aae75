import Testing

@testable import ADBC

@Suite struct RedactionTests {
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
