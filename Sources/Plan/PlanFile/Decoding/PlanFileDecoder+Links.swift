extension PlanFileDecoder {
    func links(_ fields: Fields, names: RowSpaceNames) -> [LinkDeclaration] {
        guard let section = fields.section("links"),
            let elements = reader.elements(section.value, "links", of: "links")
        else { return [] }
        var pairs: [Set<String>: SourcePosition] = [:]
        return elements.compactMap { element in
            guard let link = link(element, names: names) else { return nil }
            let pair: Set = [link.left.value, link.right.value]
            if pair.count == 1 {
                reader.error(
                    "a link needs two different sides; to join '\(link.left.value)' to itself give it a second name "
                        + "under 'groups' ('other: {from: \(link.left.value)}')", at: link.right.position)
            } else if let earlier = pairs.updateValue(link.position, forKey: pair) {
                reader.error(
                    "'\(link.left.value)' and '\(link.right.value)' are linked at line \(earlier.line) already; "
                        + "keep one link, or give one side a second name under 'groups'", at: link.position)
            }
            return link
        }
    }

    private func link(_ node: YAMLNode, names: RowSpaceNames) -> LinkDeclaration? {
        guard let fields = reader.fields(node, "links", of: .link) else { return nil }
        let join = fields.choice("join", of: LinkDeclaration.Join.self)
        let left = fields.name("left", expected: "the name of a source or group")
        let right = fields.name("right", expected: "the name of a source or group")
        if let left { checkRowSpace(left, names) }
        if let right { checkRowSpace(right, names) }
        let keys = keys(fields)
        var asOf: LinkDeclaration.AsOf?
        if join == .asof { asOf = self.asOf(fields) } else if let join { reportAsOfKeys(fields, join) }
        guard let join, let left, let right, let keys else { return nil }
        return LinkDeclaration(
            join: join, left: left, right: right, keys: keys, asOf: asOf, position: fields.position)
    }

    private func reportAsOfKeys(_ fields: Fields, _ join: LinkDeclaration.Join) {
        for entry in fields.entries where ["time", "direction", "tolerance", "allow_exact_matches"].contains(entry.key)
        {
            reader.error(
                "'\(entry.key)' is for links with 'join: asof'; this one has 'join: \(join.rawValue)'",
                at: entry.position)
        }
    }

    /// `COLUMN`, `[COLUMNS]` or `{LEFT: RIGHT}`.
    private func keys(_ fields: Fields) -> [Located<LinkDeclaration.Key>]? {
        guard let entry = fields["on"] else { return nil }
        let expected = "a column, a list of columns, or {LEFT: RIGHT}"
        switch entry.value {
        case .mapping(let mapping):
            let keys = pairs(mapping, "on")
            if let keys, keys.isEmpty { reader.mismatch("on", expected: expected, found: entry.value) }
            return keys
        case .sequence:
            let names = reader.names(entry.value, "on", of: "columns")
            if let names, names.isEmpty {
                reader.error("'on' is empty; name the columns that are equal", at: entry.position)
            }
            return names?.map { Located(LinkDeclaration.Key(left: $0.value, right: $0.value), at: $0.position) }
        default:
            return reader.name(entry.value, "on", expected: expected).map {
                [Located(LinkDeclaration.Key(left: $0.value, right: $0.value), at: $0.position)]
            }
        }
    }

    private func pairs(_ mapping: YAMLNode.Mapping, _ label: String) -> [Located<LinkDeclaration.Key>]? {
        reader.entries(mapping)?.compactMap { entry in
            reader.name(entry.value, label, expected: "a column of the right side").map {
                Located(LinkDeclaration.Key(left: entry.key, right: $0.value), at: entry.position)
            }
        }
    }

    private func asOf(_ fields: Fields) -> LinkDeclaration.AsOf? {
        let time = time(fields)
        let direction = fields.choice("direction", of: LinkDeclaration.Direction.self)
        let tolerance = fields.duration("tolerance", isPositive: false)
        let allowsExact = fields.flag("allow_exact_matches")
        return time.map {
            LinkDeclaration.AsOf(
                time: $0, direction: direction ?? .backward, tolerance: tolerance?.value,
                allowExactMatches: allowsExact ?? true)
        }
    }

    private func time(_ fields: Fields) -> LinkDeclaration.Key? {
        guard let entry = fields["time"] else {
            reader.error("an as-of link lacks 'time': the column of times, or '{LEFT: RIGHT}'", at: fields.position)
            return nil
        }
        guard case .mapping(let mapping) = entry.value else {
            return reader.name(entry.value, "time", expected: "a column, or {LEFT: RIGHT}").map {
                LinkDeclaration.Key(left: $0.value, right: $0.value)
            }
        }
        let pairs = pairs(mapping, "time") ?? []
        if mapping.pairs.count == 1 { return pairs.first?.value }
        reader.error(
            "'time': expected one pair {LEFT: RIGHT}, found \(mapping.pairs.count)", at: reader.position(entry.value))
        return nil
    }
}
