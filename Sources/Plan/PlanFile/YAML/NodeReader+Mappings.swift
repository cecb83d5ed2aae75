extension NodeReader {
    /// One key of a mapping and its value.
    struct Entry {
        var key: String
        var position: SourcePosition
        var value: YAMLNode
    }

    /// The keys of a mapping in order, each once (a repeated one is an error), with `<<` merged: what the mapping
    /// says itself comes first and wins over what is merged, and the first merged mapping wins over the next. Nil
    /// after aliases expanded too far.
    func entries(_ mapping: YAMLNode.Mapping, depth: Int = 0) -> [Entry]? {
        guard charge(mapping.pairs.count, at: mapping.mark) else { return nil }
        var entries: [Entry] = []
        entries.reserveCapacity(mapping.pairs.count)
        var seen = KeyIndex()
        var merge: Entry?
        for (key, value) in mapping.pairs {
            guard case .scalar(let scalar) = key else {
                error("a key must be one name, found \(describe(key))", at: position(key))
                continue
            }
            let entry = Entry(key: scalar.string, position: position(scalar.mark), value: value)
            if entry.key.isEmpty && scalar.style == .plain {
                error("a key is missing before ':'", at: entry.position)
            } else if let earlier = seen.insert(entry.key, at: entries.count, in: entries) {
                error("'\(entry.key)' is given twice; the first is at line \(earlier.line)", at: entry.position)
            } else if entry.key == "<<" && scalar.style == .plain {
                merge = entry
                entries.append(entry)
            } else {
                entries.append(entry)
            }
        }
        guard let merge else { return entries }
        entries.removeAll { $0.key == "<<" && $0.position == merge.position }
        return self.merge(merge, into: entries, depth: depth)
    }

    private func merge(_ merge: Entry, into own: [Entry], depth: Int) -> [Entry]? {
        var sources: [YAMLNode] = [merge.value]
        if case .sequence(let sequence) = merge.value { sources = sequence.nodes }
        guard depth < NodeReader.depthLimit else {
            error("'<<' nests more than \(NodeReader.depthLimit) levels deep", at: merge.position)
            return own
        }
        var entries = own
        var known = Set(own.map(\.key))
        for source in sources {
            guard case .mapping(let mapping) = source else {
                mismatch("<<", expected: "a mapping or a list of mappings to merge", found: source)
                continue
            }
            guard let merged = self.entries(mapping, depth: depth + 1) else { return nil }
            for entry in merged where known.insert(entry.key).inserted { entries.append(entry) }
        }
        return entries
    }

    /// Finds repeated keys; compares one by one while there are few, as nearly always.
    private struct KeyIndex {
        private var first: [String: Int] = [:]

        /// Notes the key that will stand at `index` of `entries`; where it stands already, the place of that one.
        mutating func insert(_ key: String, at index: Int, in entries: [Entry]) -> SourcePosition? {
            if entries.count < 16 { return entries.first { $0.key == key }?.position }
            if first.isEmpty { first = Dictionary(entries.enumerated().map { ($1.key, $0) }) { earlier, _ in earlier } }
            if let earlier = first[key] { return entries[earlier].position }
            first[key] = index
            return nil
        }
    }

    /// A mapping whose keys the user chooses: `expected` says which to what (`a mapping of names to sources`).
    func dictionary(_ node: YAMLNode, _ label: String, expected: String) -> [Entry]? {
        guard case .mapping(let mapping) = node else {
            mismatch(label, expected: expected, found: node)
            return nil
        }
        return entries(mapping)
    }

    /// A mapping whose keys `table` lists. Unknown and missing keys are recorded; `subject` names the mapping in
    /// messages.
    func fields(_ node: YAMLNode, _ label: String, of table: KeyTable, subject: String? = nil) -> Fields? {
        guard case .mapping(let mapping) = node else {
            mismatch(label, expected: "\(table.noun) (a mapping)", found: node)
            return nil
        }
        return fields(mapping, of: table, subject: subject)
    }

    func fields(_ mapping: YAMLNode.Mapping, of table: KeyTable, subject: String? = nil) -> Fields? {
        guard var entries = entries(mapping) else { return nil }
        let subject = subject ?? table.noun
        var hasUnknown = false
        for entry in entries where !table.contains(entry.key) {
            hasUnknown = true
            let suggestion = hint(entry.key, among: table.keys.map(\.name))
            let known = "; it takes " + table.keys.map(\.name).listed(by: "and")
            error(
                "unknown key '\(entry.key)' in \(subject)\(suggestion.isEmpty ? known : suggestion)", at: entry.position
            )
        }
        if hasUnknown { entries.removeAll { !table.contains($0.key) } }
        let fields = Fields(
            reader: self, table: table, entries: entries, position: position(mapping.mark), subject: subject,
            hasUnknownKeys: hasUnknown)
        for key in table.required where !fields.has(key.name) {
            // A misspelt key is one error, not two.
            if hasUnknown && isMisspelt(key.name, in: mapping, of: table) { continue }
            error("\(subject) lacks '\(key.name)'\(key.clause)", at: fields.position)
        }
        return fields
    }

    private func isMisspelt(_ name: String, in mapping: YAMLNode.Mapping, of table: KeyTable) -> Bool {
        mapping.pairs.contains { pair in
            guard case .scalar(let scalar) = pair.key, !table.contains(scalar.string) else { return false }
            return NearestName.of(scalar.string, among: table.keys.map(\.name)) == name
        }
    }
}
