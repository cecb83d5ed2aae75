/// One line of the conformance matrix: a plan over the sources `t` and `u` of `ConformanceData`.
struct ConformanceCase {
    /// A group of features, a kind of filter, link or group.
    let section: String
    let name: String
    /// Ends with a line; its one output `o` has no file.
    let plan: String

    private static let left = "sources: {t: {parquet: t.parquet}}\n"
    private static let both = "sources: {t: {parquet: t.parquet}, u: {parquet: u.parquet}}\n"

    private init(_ section: String, _ name: String, text: String) {
        self.section = section
        self.name = name
        plan = text
    }

    /// A plan over `t`.
    init(_ section: String, _ name: String, plan: String) { self.init(section, name, text: Self.left + plan) }

    /// Features over `t`, each written as `ConformanceFeature`.
    static func features(_ section: String, _ name: String, _ features: [String]) -> ConformanceCase {
        let listed = features.enumerated().map { ConformanceFeature.text($1, scope: "", as: "c\($0)") }
        return ConformanceCase(
            section, name, plan: "outputs: {o: {features: [id, \(listed.joined(separator: ", "))]}}\n")
    }

    /// A group `g` over `t`, or `t` and `u`, with these columns.
    static func group(_ section: String, _ name: String, _ group: String, _ columns: [String]) -> ConformanceCase {
        let listed = columns.map { "\"g.\($0)\"" }.joined(separator: ", ")
        return ConformanceCase(
            section, name, plan: "groups: {g: {\(group)}}\noutputs: {o: {features: [\(listed)]}}\n")
    }

    /// A plan over `t` and `u`.
    static func linked(_ name: String, _ plan: String) -> ConformanceCase {
        ConformanceCase("link", name, text: both + plan)
    }

    /// A plan whose source `t` has only some columns.
    static func chosen(_ section: String, _ name: String, columns: String, plan: String) -> ConformanceCase {
        ConformanceCase(
            section, name, text: "sources: {t: {parquet: t.parquet, columns: [\(columns)]}}\n" + plan)
    }

    /// A filter of rows that were made before, so that no source can do it.
    static func filter(_ name: String, _ filter: String) -> ConformanceCase {
        ConformanceCase(
            "filter", name,
            plan: """
                groups: {g: {from: t, sort_by: [k, -id]}}
                filters: [{feature: \(filter)}]
                outputs: {o: {features: [g.id, g.i, g.x, g.s, g.b, g.t, g.d]}}

                """)
    }

    /// A link of `t` with `u`.
    static func link(_ name: String, _ link: String, isHalf: Bool = false) -> ConformanceCase {
        linked(
            name,
            """
            links: [{left: t, right: u, \(link)}]
            outputs: {o: {features: [t.id, t.i, t.s, t.m\(isHalf ? "" : ", u.v, u.w, u.ux")]}}

            """)
    }
}

/// A feature as the cases write it: `NAME`, or `NAME | OPTIONS`, with `@` before each column.
enum ConformanceFeature {
    static func text(_ feature: String, scope: String, as name: String) -> String {
        let parts = feature.replacing("@", with: scope).split(separator: " | ", maxSplits: 1)
        let options = parts.count > 1 ? ", options: {\(parts[1])}" : ""
        return "{name: \"\(parts[0])\"\(options), as: \(name)}"
    }
}
