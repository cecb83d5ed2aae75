extension PlanFileDecoder {
    /// The features under `key`, in order; a single one may stand without a list.
    func features(_ fields: Fields, _ key: String) -> [FeatureRequest]? {
        fields[key].flatMap { features($0, depth: 0) }
    }

    private func features(_ entry: NodeReader.Entry, depth: Int) -> [FeatureRequest]? {
        guard case .sequence(let sequence) = entry.value else {
            return feature(entry.value, entry.key, expected: "a list of features", depth: depth).map { [$0] }
        }
        guard reader.charge(sequence.nodes.count, at: sequence.mark) else { return nil }
        if sequence.nodes.isEmpty {
            reader.error("'\(entry.key)' is empty; name a feature", at: entry.position)
            return nil
        }
        var requests: [FeatureRequest] = []
        requests.reserveCapacity(sequence.nodes.count)
        for node in sequence.nodes {
            if let request = feature(node, entry.key, depth: depth) { requests.append(request) }
        }
        return requests
    }

    /// A feature: its name, or its long form.
    func feature(
        _ node: YAMLNode, _ label: String, expected: String = "a feature: its name, or {name: …}", depth: Int = 0
    ) -> FeatureRequest? {
        guard case .mapping(let mapping) = node else {
            return reader.name(node, label, expected: expected).map { FeatureRequest($0.value, at: $0.position) }
        }
        guard depth < NodeReader.depthLimit else {
            reader.error("features nest more than \(NodeReader.depthLimit) levels deep", at: reader.position(node))
            return nil
        }
        guard let fields = reader.fields(mapping, of: .feature) else { return nil }
        let name = fields.name("name", expected: "the feature's name")
        let details = details(fields, depth: depth)
        return name.map { FeatureRequest($0.value, at: $0.position, details: details) }
    }

    /// Nil where the long form says nothing but the name.
    private func details(_ fields: Fields, depth: Int) -> FeatureRequest.Details? {
        guard fields.entries.count > 1 else { return nil }
        let inputs = fields["in_features"].flatMap { features($0, depth: depth + 1) }
        var options: [FeatureOptions.Entry] = []
        var timeout: Duration?
        var retries: RetryPolicy?
        if let entry = fields["options"],
            let entries = reader.dictionary(entry.value, "options", expected: "a mapping of options to values")
        {
            options.reserveCapacity(entries.count)
            for option in entries {
                switch option.key {
                case KeyTable.featureExecution[0]: timeout = reader.duration(option.value, option.key)?.value
                case KeyTable.featureExecution[1]: retries = self.retries(option)
                default:
                    guard let value = reader.option(option.value) else { continue }
                    options.append(FeatureOptions.Entry(key: option.key, value: value, position: option.position))
                }
            }
        }
        return FeatureRequest.Details(
            inFeatures: inputs, options: FeatureOptions(options), featureGroup: fields.text("feature_group"),
            framework: fields.text("framework"), alias: fields.name("as"), timeout: timeout, retries: retries)
    }

    /// `2`, or `{times: 2, backoff: 1s}`.
    func retries(_ entry: NodeReader.Entry) -> RetryPolicy? {
        guard case .mapping(let mapping) = entry.value else {
            if case .scalar(let scalar) = entry.value {
                guard let value = reader.value(of: scalar) else { return nil }
                if let times = value.intValue.flatMap(Int.init(exactly:)), times >= 0 {
                    return RetryPolicy(times: times)
                }
            }
            reader.mismatch(
                entry.key, expected: "a whole number of at least 0, or {times: 2, backoff: 1s}", found: entry.value)
            return nil
        }
        guard let fields = reader.fields(mapping, of: .retries) else { return nil }
        let backoff = fields.duration("backoff", isPositive: false)
        return fields.integer("times", atLeast: 0).map {
            RetryPolicy(times: $0.value, backoff: backoff?.value ?? RetryPolicy.defaultBackoff)
        }
    }
}
