// Outputs: their features, rows and column names.
extension PlanResolver {
    mutating func resolve(_ output: OutputDeclaration) {
        var ids: [FeatureID] = []
        var requests: [FeatureRequest] = []
        for request in output.features {
            if let id = attempt(
                at: request.position, { resolver throws(Problem) in try resolver.features.resolve(request) })
            {
                ids.append(id)
                requests.append(request)
            }
        }
        guard ids.count == output.features.count, let first = ids.first else { return }
        let filters = output.filters.compactMap { filter in
            attempt(at: filter.position) { resolver throws(Problem) in try resolver.resolve(filter) }
        }
        let home = attempt(at: output.name.position) { resolver throws(Problem) in
            var home = resolver.features.table[first].home
            for (id, request) in zip(ids, requests) {
                home = try resolver.union(home, resolver.features.table[id].home, at: request.position)
            }
            for filter in filters { home = try resolver.union(home, filter.home, at: filter.position) }
            return home
        }
        guard let home else { return }
        let checks = output.checks.flatMap { check in
            attempt(at: check.position) { resolver throws(Problem) in try resolver.resolve(check, home: home) } ?? []
        }
        let columns = columnNames(requests, ids)
        if let twice = firstDuplicate(columns), let index = columns.lastIndex(of: twice) {
            diagnostics.append(
                .error(
                    "the output '\(output.name.value)' would have two columns '\(twice)'; give one another name with as:",
                    at: requests[index].position))
        }
        resolved.outputs.append(
            ResolvedPlan.Output(
                name: output.name.value, position: output.name.position, features: ids, columns: columns,
                target: output.target?.value, home: home, filters: filters, checks: checks))
    }

    /// As asked for, without the scopes where that is unique in the output.
    func columnNames(_ requests: [FeatureRequest], _ ids: [FeatureID]) -> [String] {
        let bare = requests.map { $0.details?.alias?.value ?? FeatureResolver.withoutScopes($0.name) }
        var counts: [String: Int] = [:]
        counts.reserveCapacity(bare.count)
        for name in bare { counts[name, default: 0] += 1 }
        if counts.count == bare.count { return bare }
        return zip(requests, bare).map { request, name in
            counts[name] == 1 || request.details?.alias != nil ? name : request.name
        }
    }

    func firstDuplicate(_ names: [String]) -> String? {
        var seen: Set<String> = []
        return names.first { !seen.insert($0).inserted }
    }
}
