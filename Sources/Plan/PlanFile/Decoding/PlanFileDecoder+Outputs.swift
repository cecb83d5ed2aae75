import Yams

/// Where the outputs so far go, to find two that go to the same place.
struct TargetIndex {
    private var outputs: [String: Located<String>] = [:]

    /// Notes an output's target; where it is taken, the output that took it.
    mutating func add(_ target: OutputDeclaration.Target, of output: Located<String>) -> Located<String>? {
        let place =
            switch target {
            case .file(let path, _, _): path
            case .postgresql(let uri, let table, _): "\(uri)\u{0}\(table)"
            }
        if let earlier = outputs[place] { return earlier }
        outputs[place] = output
        return nil
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
            guard let fields = reader.fields(mapping, of: .tableTarget) else { return nil }
            let uri = fields.text("postgresql", expected: "a connection URI")
            let table = fields.text("table", expected: "the name of a table")
            let mode = fields.choice("mode", of: OutputDeclaration.TableMode.self)
            guard let uri, let table else { return nil }
            return Located(.postgresql(uri: uri.value, table: table.value, mode: mode ?? .create), at: fields.position)
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
}
