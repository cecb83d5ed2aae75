/// Turns the text of a plan file into a `PlanFile`, checking all that can be checked without looking at data.
///
/// Left to others: what features are called and mean, whether expressions and regular expressions are well formed,
/// which compute frameworks there are, what an SQL group reads, and whether there is an output at all. Linear in the
/// text; on one thread, with a stack of at least 2 MiB (YAML may nest up to 1 000 levels).
package struct PlanFileDecoder {
    let reader: NodeReader
    /// Absolute; relative paths start there.
    let folder: String

    /// Decodes `text`.
    ///
    /// - Parameters:
    ///   - path: The file's name in messages; its stem is the plan's default name.
    ///   - folder: The absolute folder that relative paths start from.
    ///   - parameters: What `--set NAME=VALUE` gave; typed as plain YAML scalars are (`5` is a number).
    /// - Throws: Every error of the file at once, in its order.
    package static func decode(
        text: String, path: String, folder: String, parameters: [String: String] = [:]
    ) throws(PlanError) -> PlanFile {
        let document = try YAMLDocument(text: text, file: path)
        let decoder = PlanFileDecoder(reader: NodeReader(document), folder: folder)
        let plan = decoder.plan(path: path, parameters: parameters)
        try decoder.reader.finish()
        return plan
    }

    /// As `decode(text:…)`, from the bytes of a file, which must be UTF-8.
    package static func decode(
        bytes: [UInt8], path: String, folder: String, parameters: [String: String] = [:]
    ) throws(PlanError) -> PlanFile {
        let text = try PlanText.decode(bytes, path: path)
        return try decode(text: text, path: path, folder: folder, parameters: parameters)
    }

    private func plan(path: String, parameters: [String: String]) -> PlanFile {
        var plan = PlanFile(path: path, folder: folder, name: PlanFileDecoder.stem(of: path))
        guard let root = reader.document.root, !PlanFileDecoder.isEmpty(root) else {
            reader.error("the plan is empty; it takes 'sources' and 'outputs'", at: reader.position(.start))
            return plan
        }
        guard case .mapping(let mapping) = root else {
            reader.error(
                "a plan is a mapping with keys such as 'sources' and 'outputs', found \(reader.describe(root))",
                at: reader.position(root))
            return plan
        }
        guard let fields = reader.fields(mapping, of: .plan) else { return plan }
        decodeParameters(fields, overrides: parameters)
        if let name = fields.text("name") { plan.name = name.value }

        var names = RowSpaceNames()
        plan.sources = entries(fields, "sources", expected: "a mapping of names to sources") { entry in
            source(entry, names: &names)
        }
        plan.groups = entries(fields, "groups", expected: "a mapping of names to groups") { entry in
            group(entry, names: &names)
        }
        plan.links = links(fields, names: names)
        plan.filters = filters(fields)
        plan.checks = checks(fields, output: nil)
        var targets = TargetIndex()
        plan.outputs = entries(fields, "outputs", expected: "a mapping of names to outputs") { entry in
            output(entry, targets: &targets)
        }
        if let run = fields.section("run") { plan.run = self.run(run) }
        reportUnknownInputs(of: plan.groups, names: names)
        reportCycles(in: plan.groups, names: names)
        return plan
    }

    /// Decodes each entry of the section `key`; those with errors are left out.
    private func entries<Declaration>(
        _ fields: Fields, _ key: String, expected: String, _ decode: (NodeReader.Entry) -> Declaration?
    ) -> [Declaration] {
        guard let section = fields.section(key) else { return [] }
        return reader.dictionary(section.value, key, expected: expected)?.compactMap(decode) ?? []
    }

    /// Records what keeps `entry`'s key from being the name of a source, group or output.
    func checkName(_ entry: NodeReader.Entry, of kind: String) {
        let name = entry.key
        func fault() -> String? {
            if name.isEmpty { return "is empty" }
            if name != name.printable || name.contains(where: \.isNewline) || name.contains("\t") {
                return "has a control character in it"
            }
            if name.first == " " || name.last == " " { return "begins or ends with a space" }
            return name.first { ".`&,~".contains($0) }.map {
                "has '\($0)' in it, which means something in the names of features"
            }
        }
        if let fault = fault() {
            reader.error(
                "the name '\(name)' of \(kind) \(fault); choose another, such as letters, digits and '_'",
                at: entry.position)
        }
    }

    private func decodeParameters(_ fields: Fields, overrides: [String: String]) {
        var known: [String] = []
        if let section = fields.section("params"),
            let entries = reader.dictionary(section.value, "params", expected: "a mapping of names to values")
        {
            for entry in entries {
                if entry.key.isEmpty || entry.key.contains("}") {
                    reader.error(
                        "the name '\(entry.key)' of a parameter is empty or has '}' in it; choose another",
                        at: entry.position)
                }
                known.append(entry.key)
                // Even where the command line gives the value, a default that cannot be read is an error.
                if let value = parameter(entry) { reader.parameters.set(entry.key, to: value) }
                if let text = overrides[entry.key] {
                    reader.parameters.set(entry.key, to: ParameterTable.Value(text: text, isTyped: true))
                }
            }
        }
        for name in overrides.keys.sorted() where !known.contains(name) {
            let hint = reader.hint(name, among: known)
            let advice = known.isEmpty ? "; it has none" : "; it has " + known.listed(by: "and")
            reader.error("--set \(name): the plan has no such parameter\(hint.isEmpty ? advice : hint)", at: nil)
        }
    }

    /// A parameter's default, which may name parameters above it.
    private func parameter(_ entry: NodeReader.Entry) -> ParameterTable.Value? {
        guard case .scalar(let scalar) = entry.value else {
            reader.mismatch(entry.key, expected: "one value", found: entry.value)
            return nil
        }
        return reader.resolve(scalar)
    }

    static func isEmpty(_ node: YAMLNode) -> Bool {
        guard case .scalar(let scalar) = node else { return false }
        return scalar.style == .plain && CoreSchema.isNull(scalar.string)
    }

    private static func stem(of path: String) -> String {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        guard let dot = file.lastIndex(of: "."), dot != file.startIndex else { return file }
        return String(file[..<dot])
    }

    /// `path` made absolute by the plan's folder, without `.` and doubled slashes. `..` stays, for what it means
    /// depends on links in the file system.
    func absolute(_ path: String) -> String {
        let joined = path.hasPrefix("/") ? path : folder + "/" + path
        return "/" + joined.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }
}
