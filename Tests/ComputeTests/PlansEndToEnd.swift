import Compute
import Plan
import Testing

@Suite("Plans, step by step")
struct PlansEndToEnd {
    let folder: TestFolder

    init() throws { folder = try TestFolder() }

    @Test("read, filter, impute, join, group and write")
    func flights() throws {
        try folder.write(
            """
            carrier,tailnum,distance,delay
            UA,N1,1400,10
            AA,N2,400,3
            UA,NA,900,NA
            B6,N3,700,6
            UA,N1,1400,20

            """, to: "flights.csv")
        try folder.write(
            #"{"carrier": "UA", "name": "United"}"# + "\n" + #"{"carrier": "B6", "name": "JetBlue"}"# + "\n",
            to: "airlines.jsonl")
        var runner = try PlanRunner(
            """
            sources:
              flights: {csv: flights.csv, null_values: [NA, ""]}
              airlines: {json: airlines.jsonl}
            groups:
              by_carrier: {from: flights, group_by: [carrier], features: [delay__avg, distance__max, count]}
            links:
              - {join: left, left: flights, right: airlines, on: carrier}
            filters:
              - {feature: flights.distance, min: 500}
            checks:
              - {feature: airlines.name, not_null: true}
              - {feature: tailnum, not_null: true, severity: warn}
            outputs:
              delays:
                features: [flights.carrier, airlines.name, delay, delay__mean_imputed, delay__mean_imputed__minmax_scaled]
                to: out/delays.csv
              carriers: {features: [by_carrier.carrier, delay__avg, distance__max, count], to: out/carriers.csv}
              shown: {features: [tailnum]}
            """, in: folder.path)
        try runner.run()
        // The mean of 10, 6 and 20 is 12; without the flight of 400 miles.
        #expect(
            try folder.read("out/delays.csv") == """
                carrier,name,delay,delay__mean_imputed,delay__mean_imputed__minmax_scaled
                UA,United,10,10.0,0.2857142857142857
                UA,United,,12.0,0.42857142857142855
                B6,JetBlue,6,6.0,0.0
                UA,United,20,20.0,1.0

                """)
        #expect(
            try folder.read("out/carriers.csv").split(separator: "\n").map(String.init) == [
                "carrier,delay__avg,distance__max,count", "UA,15.0,1400,3", "B6,6.0,700,1",
            ])
        #expect(runner.violations.count == 1)
        #expect(runner.previews["shown"]?.rows == [["N1"], [nil], ["N3"], ["N1"]])
    }

    @Test("one member of a family, and a slip in an operation")
    func families() throws {
        try folder.write("color,n\nred,1\nblue,2\n", to: "c.csv")
        var runner = try PlanRunner(
            """
            sources: {c: {csv: c.csv}}
            outputs:
              all: {features: [color__onehot_encoded, color__onehot_encoded~red]}
            """, in: folder.path)
        #expect(throws: ComputeError.self) { try runner.run() }
        runner = try PlanRunner(
            """
            sources: {c: {csv: c.csv}}
            outputs:
              all: {features: [color__onehot_encoded, {name: color__onehot_encoded~red, as: is_red}]}
            """, in: folder.path)
        try runner.run()
        #expect(
            runner.previews["all"]?.columns.map(\.name)
                == ["color__onehot_encoded~blue", "color__onehot_encoded~red", "is_red"])
        #expect(runner.previews["all"]?.rows == [["0", "1", "1"], ["1", "0", "0"]])
        #expect {
            _ = try PlanRunner(
                "sources: {c: {csv: c.csv}}\noutputs: {o: {features: [n__averge_aggr]}}", in: folder.path)
        } throws: { error in
            "\(error)".contains("avg_aggr")
        }
    }
}
