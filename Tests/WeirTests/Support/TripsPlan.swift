/// A plan with every kind of step, over data of some size, and outputs in every format.
enum TripsPlan {
    static let outputs = ["out/all.parquet", "out/extra.csv", "out/list.jsonl", "out/sums.csv", "out/top.arrow"]

    /// - Parameters:
    ///   - extra: the name of one more feature, which its output does not show.
    ///   - run: more keys of `run`.
    static func files(rows: Int, extra: String = "extra", run: String = "") -> [String: String] {
        let plan = """
            sources:
              trips: {csv: trips.csv}
              towns: {csv: towns.csv}
            groups:
              by_town: {from: trips, group_by: [town], features: [miles__sum, miles__avg, count]}
              top: {from: trips, where: "miles > 5", sort_by: [-miles, town], limit: 100}
            links:
              - {join: left, left: trips, right: towns, on: town}
            filters:
              - {feature: trips.day, min: 2}
            checks:
              - {feature: trips.town, not_null: true}
            outputs:
              all:
                features:
                  - trips.town
                  - name
                  - trips.miles__mean_imputed
                  - trips.miles__mean_imputed__standard_scaled
                  - name__onehot_encoded
                to: out/all.parquet
              extra:
                features:
                  - trips.town
                  - {name: \(extra), as: value, options: {expression: "coalesce(trips.miles, 0) * 2 + 1"}}
                to: out/extra.csv
              sums: {features: [by_town.town, miles__sum, miles__avg, by_town.count], to: out/sums.csv}
              top: {features: [top.town, top.miles], to: out/top.arrow}
              list: {features: [trips.town, trips.day, name], to: out/list.jsonl}
            \(run.isEmpty ? "" : "run: {\(run)}")
            """
        var trips = "town,miles,day\n"
        for row in 0..<rows {
            trips += "t\(row % 7),\(row % 11 == 0 ? "" : "\(Double(row % 1_013) / 8)"),\(row % 5)\n"
        }
        let towns = "town,name\n" + (0..<6).map { "t\($0),Town \($0)\n" }.joined()
        return ["plan.yaml": plan, "trips.csv": trips, "towns.csv": towns]
    }

    static let names = ["plan.yaml", "towns.csv", "trips.csv"]
}
