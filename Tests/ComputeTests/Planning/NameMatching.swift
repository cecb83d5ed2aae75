import Compute
import Plan
import Testing

@Suite("Matching of names")
struct NameMatching {
    private static func matches(_ segment: String) -> [String: OperationMatch] {
        var found: [String: OperationMatch] = [:]
        for group in FeatureGroups.all {
            let match = group.match(segment[...])
            if match != .no { found[group.documentation.name] = match }
        }
        return found
    }

    @Test(
        "an operation belongs to exactly one group",
        arguments: [
            ("avg_aggr", "aggregated", Arity.exactly(1)), ("nunique_aggr", "aggregated", .exactly(1)),
            ("mean_imputed", "missing_value", .exactly(1)), ("ffill_imputed", "missing_value", .exactly(1)),
            ("standard_scaled", "scaling", .exactly(1)), ("normalizer_scaled", "scaling", .atLeast(1)),
            ("onehot_encoded", "encoding", .exactly(1)), ("frequency_encoded", "encoding", .exactly(1)),
            ("add_point", "arithmetic", .exactly(2)), ("power_constant", "arithmetic", .exactly(1)),
            ("year", "datetime", .exactly(1)), ("is_weekend", "datetime", .exactly(1)),
            ("upper", "string", .exactly(1)), ("length", "string", .exactly(1)),
        ])
    func known(segment: String, group: String, arity: Arity) {
        #expect(Self.matches(segment) == [group: .yes(arity)])
    }

    @Test("a slip in an operation is recognised by its suffix and answered with what there is")
    func slips() {
        guard case .unknown(let segments) = Self.matches("averge_aggr")["aggregated"] else {
            Issue.record("averge_aggr should have the form of the group")
            return
        }
        #expect(NearestName.of("averge_aggr", among: segments) == "avg_aggr" || segments.contains("avg_aggr"))
        #expect(
            Self.matches("meen_imputed") == [
                "missing_value": .unknown(segments: [
                    "mean_imputed", "median_imputed", "mode_imputed", "constant_imputed", "ffill_imputed",
                    "bfill_imputed",
                ])
            ])
        #expect(Self.matches("sclaed").isEmpty)
        #expect(Self.matches("").isEmpty)
    }

    @Test("every group has a name, a summary and operations of its own grammar")
    func documentation() {
        let names = FeatureGroups.all.map(\.documentation.name)
        #expect(Set(names).count == names.count)
        for group in FeatureGroups.all {
            #expect(!group.documentation.summary.isEmpty)
            #expect(!group.documentation.operations.isEmpty)
            #expect(FeatureGroups[group.documentation.name] != nil)
        }
    }
}
