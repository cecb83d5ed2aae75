import Testing

@testable import Plan

@Suite("Credentials in texts")
struct RedactionTests {
    @Test("passwords go from addresses")
    func addresses() {
        #expect(Redaction.address("postgresql://ann:s3cret@db/x") == "postgresql://***@db/x")
        #expect(Redaction.address("postgresql://ann@db/x") == "postgresql://ann@db/x")
        #expect(
            Redaction.address("postgresql://db/x?user=ann&password=p%40ss&sslmode=require")
                == "postgresql://db/x?user=ann&password=***&sslmode=require")
        #expect(Redaction.address("host=db password='hush' user=ann") == "host=db password=*** user=ann")
        #expect(Redaction.address("sc://h:15002/;token=abc;x=1") == "sc://h:15002/;token=***;x=1")
    }

    @Test("they go from messages, as written and unescaped")
    func messages() {
        let redaction = Redaction(options: ["uri": "postgresql://ann:p%40ss@db/x", "adbc.password": "hush"])
        #expect(
            redaction.apply("could not log in with p@ss or p%40ss or hush") == "could not log in with *** or *** or ***"
        )
    }
}
