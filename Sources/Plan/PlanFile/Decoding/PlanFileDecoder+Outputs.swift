/// Where the outputs so far go, to find two that go to the same place.
struct TargetIndex {
    private var outputs: [String: Located<String>] = [:]

    /// Notes an output's target; where it is taken, the output that took it.
    mutating func add(_ target: OutputDeclaration.Target, of output: Located<String>) -> Located<String>? {
        let place =
            switch target {
            case .file(let path, _, _): path
            case .table(let target): target.place
            }
        if let earlier = outputs[place] { return earlier }
        outputs[place] = output
        return nil
    }
}

extension OutputDeclaration.TableTarget {
    /// The same for targets that are one table.
    fileprivate var place: String {
        switch database {
        case .sqlite(let path, _), .duckdb(let path, _): "\(path)\u{0}\(table)"
        case .postgresql(let uri): "\(uri)\u{0}\(table)"
        }
    }
}

extension PlanFileDecoder {
    func output(_ entry: NodeReader.Entry, targets: inout TargetIndex) -> OutputDeclaration? {
        checkName(entry, of: "an output")
        let subject = "output '\(entry.key)'"
        guard let fields = reader.fields(entry.value, entry.key, of: .output, subject: subject) else { return nil }
        let name = Located(entry.key, at: entry.position)
        let features = features(fields, "features")
        let target = target(fields)
        let filters = filters(fields)
        let checks = checks(fields, output: entry.key)
        if let target, let earlier = targets.add(target.value, of: name) {
            reader.error(
                "output '\(earlier.value)' at line \(earlier.position.line) goes to the same place; give each output "
                    + "its own",
                at: target.position)
        }
        return features.map {
            OutputDeclaration(name: name, features: $0, target: target, filters: filters, checks: checks)
        }
    }

    private func target(_ fields: Fields) -> Located<OutputDeclaration.Target>? {
        guard let entry = fields["to"] else { return nil }
        if case .mapping(let mapping) = entry.value {
            return tableTarget(mapping)
        }
        let expected = "a path that ends in .parquet, .csv, .arrow or .jsonl, or {postgresql: …, table: …}"
        guard let path = reader.text(entry.value, "to", expected: expected) else { return nil }
        let file = path.value.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        guard let dot = file.lastIndex(of: "."), dot != file.startIndex else {
            reader.error("'to': expected \(expected), found '\(path.value)'", at: path.position)
            return nil
        }
        let suffix = file[file.index(after: dot)...].lowercased()
        guard let format = OutputDeclaration.Format(rawValue: suffix) else {
            let extensions = OutputDeclaration.Format.allCases.map { ".\($0.rawValue)" }
            let hint = reader.hint(".\(suffix)", among: extensions)
            let known = "; known are " + extensions.joined(separator: ", ")
            reader.error("'to': unknown extension '.\(suffix)'\(hint.isEmpty ? known : hint)", at: path.position)
            return nil
        }
        return Located(.file(path: absolute(path.value), written: path.value, format: format), at: path.position)
    }

    private func tableTarget(_ mapping: YAMLNode.Mapping) -> Located<OutputDeclaration.Target>? {
        guard let fields = reader.fields(mapping, of: .tableTarget) else { return nil }
        let kinds = KeyTable.tableTarget.alternatives
        let table = fields.text("table", expected: "the name of a table")
        let mode = fields.choice("mode", of: OutputDeclaration.TableMode.self) ?? .create
        guard fields.hasAtMostOne(of: kinds) else { return nil }
        guard let kind = fields.entries.first(where: { kinds.contains($0.key) })?.key else {
            if !fields.hasUnknownKeys {
                reader.error(
                    "'to' does not say which database; give it one of \(kinds.listed(by: "or"))", at: fields.position)
            }
            return nil
        }
        let place =
            kind == "postgresql"
            ? fields.address(kind, expected: "a connection URI") : fields.text(kind, expected: "the path of a database")
        guard let place, let table else { return nil }
        let database: OutputDeclaration.TableTarget.Database =
            switch kind {
            case "sqlite": .sqlite(path: absolute(place.value), written: place.value)
            case "duckdb": .duckdb(path: absolute(place.value), written: place.value)
            default: .postgresql(uri: place.value)
            }
        return Located(.table(.init(database, table: table.value, mode: mode)), at: fields.position)
    }
}
