extension ParsedExpression {
    /// The conjunction of predicates, with every feature referred to once; nil of none.
    static func all(
        _ predicates: [ResolvedPlan.Predicate], names: (FeatureID) -> String
    ) -> ResolvedPlan.Predicate? {
        guard let first = predicates.first else { return nil }
        if predicates.count == 1 && Set(first.features).count == first.features.count { return first.renamed(names) }
        var features: [FeatureID] = []
        var indices: [FeatureID: Int] = [:]
        let terms = predicates.map { predicate in
            predicate.expression.root.mapReferences { reference in
                let feature = predicate.features[reference]
                if let known = indices[feature] { return known }
                indices[feature] = features.count
                features.append(feature)
                return features.count - 1
            }
        }
        return ResolvedPlan.Predicate(
            expression: ParsedExpression(.and(terms), references: features.map(names)), features: features)
    }
}

extension ResolvedPlan.Predicate {
    fileprivate func renamed(_ names: (FeatureID) -> String) -> ResolvedPlan.Predicate {
        ResolvedPlan.Predicate(
            expression: ParsedExpression(expression.root, references: features.map(names)), features: features)
    }
}
