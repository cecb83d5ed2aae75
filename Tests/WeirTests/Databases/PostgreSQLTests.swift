import Foundation
import PostgreSQLServers
import TestFolders
import Testing

/// Runs against a real server.
@Suite(.serialized) struct PostgreSQLTests {
    private func run(
        _ plan: String, in folder: TestFolder, _ server: PostgreSQLServer, _ arguments: [String] = []
    ) async throws -> WeirProcess.Ended {
        try folder.write("params: {db: none}\n" + plan, to: "plan.yaml")
        var environment = server.environment
        environment["WEIR_DEPS"] = ProcessInfo.processInfo.environment["WEIR_DEPS"]
        return try await WeirProcess.run(
            ["run", "plan.yaml", "--ui", "plain", "--set", "db=\(server.address)"] + arguments, in: folder.path,
            environment: environment)
    }

    @Test(arguments: ["sync", "threads", "processes"])
    func tablesAreReadAndWritten(_ mode: String) async throws {
        guard let server = try PostgreSQLServer.start() else { return }
        try server.sql(
            """
            create schema s;
            create table s.t (id int, n numeric(10,2), m numeric, x float8, v text, b bool, d date, at timestamptz);
            insert into s.t values (1, 1.25, 1e3, 'NaN', 'ä', true, '2020-01-01', '2020-01-01 01:00:00+01'),
            (2, null, null, 2, 'b', false, null, null), (3, -3, 3, -1, null, null, '1969-12-31', '1969-12-31 23:59:59.999999+00');
            create table mine (id bigint, v text, made timestamptz default 'epoch');
            insert into mine values (0, 'there');
            """)
        let folder = try TestFolder()
        let ended = try await run(
            """
            sources:
              t: {postgresql: "${db}", table: s.t, order_by: [-x]}
              q:
                postgresql: "${db}"
                query: select id as k, count(*) over () as c, 1.5 as f from s.t -- all
                types: {f: "decimal(3,1)"}
            links: [{join: left, left: t, right: q, on: {id: k}}]
            outputs:
              all: {features: [id, n, m, x, v, b, d, at, c, f], to: all.csv}
              some: {features: [id, v], filters: [{feature: v, equal: b}, {feature: x, min: 0}], to: some.csv}
              new: {features: [id, n, x, v, b, d, at], to: {postgresql: "${db}", table: "s.new; --'\\""}}
              more: {features: [v, id], to: {postgresql: "${db}", table: mine, mode: append}}
            """, in: folder, server, ["--mode", mode, "--events", "events.jsonl"])
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(
            try folder.text(of: "all.csv") == """
                id,n,m,x,v,b,d,at,c,f
                1,1.25,1000.0,NaN,ä,true,2020-01-01,2020-01-01T00:00:00Z,3,1.5
                2,,,2.0,b,false,,,3,1.5
                3,-3.00,3.0,-1.0,,,1969-12-31,1969-12-31T23:59:59.999999Z,3,1.5

                """)
        #expect(try folder.text(of: "some.csv") == "id,v\n2,b\n")
        #expect(
            try server.sql("set time zone 'UTC'; select id, n::numeric(10,2), x, v, b, d, at from s.\"new; --'\"\"\"")
                == """
                1|1.25|NaN|ä|t|2020-01-01|2020-01-01 00:00:00+00
                2||2|b|f||
                3|-3.00|-1|||1969-12-31|1969-12-31 23:59:59.999999+00
                """)
        #expect(
            try server.sql("select id, v, made = 'epoch' from mine order by id") == "0|there|t\n1|ä|t\n2|b|t\n3||t")
        let said = try ended.output + ended.errors + folder.text(of: "events.jsonl")
        #expect(!server.secrets.contains { said.contains($0) })
    }

    /// What a plan over three tables writes, and what it says it does.
    private static let asked = """
        sources:
          t: {postgresql: "${db}", table: t, order_by: [n]}
          u: {postgresql: "${db}", table: u, order_by: [n]}
          q: {postgresql: "${db}", query: "select k, at, n from t where n < 150 -- some", order_by: n}
        groups:
          g:
            from: t
            group_by: [v]
            features: [n__sum, n__avg, n__std, n__median, n__p90, x__min, x__max, x__count, b__sum, b__min, k__nunique, v__count,
              d__first, at__last, count]
          late: {from: q, where: "at >= '2024-03-31T01:00:00Z' and year(at) < 2030", sort_by: [-at, n], limit: 40}
        links:
          - {join: left, left: t, right: u, on: k}
        filters: [{feature: t.x, min: -5}]
        outputs:
          groups: {features: [g.v, n__sum, n__avg, n__std, n__median, n__p90, x__min, x__max, x__count, b__sum, b__min, k__nunique,
            v__count, d__first, at__last, count], to: groups.csv}
          late: {features: [late.at, late.k, late.n], to: late.csv}
          rows:
            features:
              - t.v
              - u.w
              - t.n
              - {name: next, options: {expression: "t.n * 2 + 1"}}
              - {name: part, options: {expression: "if(t.v like 'a%' or starts_with(t.v, 'B'), t.x / 4, u.y)"}}
              - {name: t.n__sum_aggr, options: {partition_by: [t.v]}}
            to: rows.csv

        """

    @Test func whatLiesInTheServerIsComputedThere() async throws {
        guard let server = try PostgreSQLServer.start() else { return }
        try server.sql(
            """
            create table t (n bigint, k bigint, v text, x float8, b bool, d date, at timestamptz);
            insert into t select n, nullif(n % 11, 0), (array['a', 'B', 'b', 'é', null, 'aa'])[n % 6 + 1], (array[1.5, -2, 'NaN', 7,
            'Infinity', null])[n % 6 + 1]::float8, nullif(n % 3, 0) = 1, date '2024-01-01' + (n * 7 % 5)::int,
            timestamptz '2024-03-31 00:30:00+00' + n % 9 * interval '7 minutes' from generate_series(1, 200) n;
            create table u (n bigint, k bigint, w text, y float8);
            insert into u select n, n % 7, 'w' || n % 4, n / 8.0 from generate_series(1, 30) n;
            """)
        let folder = try TestFolder()
        var written: [[String]] = []
        for frameworks in ["arrow", "postgresql"] {
            let ended = try await run(
                Self.asked + "run: {frameworks: [\(frameworks)]}\n", in: folder, server,
                ["--events", "\(frameworks).jsonl"])
            #expect(ended.status == 0, "\(ended.errors)\n\(ended.output)")
            written.append(try ["groups.csv", "late.csv", "rows.csv"].map { try folder.text(of: $0) })
            #expect(!server.secrets.contains { ended.output.contains($0) || ended.errors.contains($0) })
        }
        let (arrow, postgresql) = (written[0], written[1])
        #expect(postgresql[1] == arrow[1])
        #expect(postgresql[2] == arrow[2])
        #expect(Cells(postgresql[0]).isNear(Cells(arrow[0])), "\(postgresql[0])\n\(arrow[0])")
        let plan = try await WeirProcess.run(
            ["plan", "plan.yaml", "--set", "db=\(server.address)"], in: folder.path,
            environment: server.environment.merging(
                ["WEIR_DEPS": ProcessInfo.processInfo.environment["WEIR_DEPS"] ?? ""]) { own, _ in own })
        #expect(plan.output.contains("its data lies there: postgresql"), "\(plan.output)\(plan.errors)")
        // Everything but what is written.
        #expect(plan.output.hasPrefix("plan plan: 6 steps"), "\(plan.output)")
        #expect(!server.secrets.contains { plan.output.contains($0) })
    }

    @Test func aRunThatFailsAfterItBeganToWriteUndoesAll() async throws {
        guard let server = try PostgreSQLServer.start() else { return }
        try server.sql("create table old (a bigint); insert into old values (1); create table taken (a bigint)")
        let folder = try TestFolder(["t.csv": "a\n5\n6\n"])
        let plan = """
            sources: {t: {csv: t.csv}}
            outputs:
              file: {features: [a], to: out.csv}
              new: {features: [a], to: {postgresql: "${db}", table: new}}
              old: {features: [a], to: {postgresql: "${db}", table: old, mode: replace}}
              taken: {features: [a], to: {postgresql: "${db}", table: taken, mode: MODE}}
            """
        let failed = try await run(plan.replacing("MODE", with: "create"), in: folder, server)
        #expect(failed.status != 0)
        #expect(failed.errors.contains("taken"), "\(failed.errors)")
        #expect(try server.sql("select a from old") == "1")
        #expect(try server.sql("select to_regclass('new') is null, count(*) from taken") == "t|0")
        #expect(!folder.files.contains("out.csv"))

        // And a file that cannot be put in place undoes the tables.
        try folder.write("", to: "out.csv/in the way")
        let blocked = try await run(plan.replacing("MODE", with: "replace"), in: folder, server)
        #expect(blocked.status != 0)
        #expect(try server.sql("select a from old") == "1")

        try FileManager.default.removeItem(atPath: folder.path + "/out.csv")
        let done = try await run(plan.replacing("MODE", with: "replace"), in: folder, server)
        #expect(done.status == 0, "\(done.errors)")
        #expect(try server.sql("select sum(a) from old") == "11")
        #expect(try server.sql("select sum(new.a), (select count(*) from taken) from new") == "11|2")
    }

    @Test func whatCannotBeReadSaysWhyAndHoldsNoPassword() async throws {
        guard let server = try PostgreSQLServer.start() else { return }
        try server.sql("create table flights (a bigint)")
        let folder = try TestFolder()
        func errors(_ source: String, _ arguments: [String] = []) async throws -> String {
            let plan = "sources: {t: {postgresql: \"${db}\", \(source)}}\noutputs: {o: {features: [a]}}"
            let ended = try await run(plan, in: folder, server, arguments)
            #expect(ended.status == 2)
            #expect(!server.secrets.contains { ended.errors.contains($0) }, "\(ended.errors)")
            return ended.errors
        }
        #expect(try await errors("table: fligths").contains("did you mean 'flights'?"))
        #expect(try await errors("table: \"flights; drop table flights\"").contains("there is no table"))
        for query in [
            "delete from flights", "insert into flights values (1) returning a",
            "with x as (insert into flights values (1) returning a) select * from x",
            "select 1 as a; drop table flights",
            "select 1 as a) as q; drop table flights; --",
        ] {
            #expect(try await !errors("query: \"\(query)\"").isEmpty)
        }
        #expect(try server.sql("select count(*) from flights") == "0")
        let wrong = server.address.replacing("PW", with: "WRONG")
        #expect(try await errors("table: flights", ["--set", "db=\(wrong)"]).contains("'WRONG'"))
        let refused = server.address.replacing("${PW}", with: "not-it")
        let error = try await errors("table: flights", ["--set", "db=\(refused)"])
        #expect(error.contains("authentication failed"))
        #expect(!error.contains("not-it"))
    }
}

/// A table of CSV cells; numbers are near each other within 1e-9 of their size.
private struct Cells {
    let rows: [[Substring]]

    init(_ text: String) {
        rows = text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    }

    func isNear(_ other: Cells) -> Bool {
        rows.count == other.rows.count
            && zip(rows, other.rows).allSatisfy { a, b in
                a.count == b.count
                    && zip(a, b).allSatisfy { a, b in
                        if a == b { return true }
                        guard let x = Double(a), let y = Double(b) else { return false }
                        return abs(x - y) <= 1e-9 * max(abs(x), abs(y))
                    }
            }
    }
}
