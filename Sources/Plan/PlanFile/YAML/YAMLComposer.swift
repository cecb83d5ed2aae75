internal import CYAMLLibs

/// What is wrong with a document's syntax.
enum YAMLError: Error {
    typealias Mark = YAMLNode.Mark

    /// libyaml's own words, which `YAMLDocument` replaces. `context` is what was being read, and `start` where that began.
    case syntax(String, at: Mark, context: String?, start: Mark?)
    /// A character that YAML does not know: its code, or the byte that is no UTF-8, where there is one.
    case character(String, code: Int)
    case undefinedAlias(at: Mark)
    case secondDocument(at: Mark)
    case tooDeep(at: Mark)
    case memory
}

/// Composes the one document of a text from the events of libyaml, on one thread. What YAML leaves to the reader of a document is left to
/// it: types, repeated keys, and the merging of mappings.
struct YAMLComposer: ~Copyable {
    private typealias Mark = YAMLNode.Mark

    /// How deep values may nest: each level takes stack here, and no plan needs more than a few.
    private static let depthLimit = 256

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private var anchors: [String: YAMLNode] = [:]

    /// The document's root; nil where there is none, or nothing but comments.
    static func compose(_ text: String) throws(YAMLError) -> YAMLNode? {
        var text = text
        // A typed throw does not pass through the closure.
        let result: Result<YAMLNode?, YAMLError> = text.withUTF8 { bytes in
            do throws(YAMLError) {
                var composer = try YAMLComposer()
                return .success(try composer.document(bytes))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private init() throws(YAMLError) {
        parser = .allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            throw .memory
        }
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    // MARK: Nodes

    private mutating func document(_ bytes: UnsafeBufferPointer<UInt8>) throws(YAMLError) -> YAMLNode? {
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        let (_, start) = (try next(), try next())  // of the stream, and of a document if there is one
        guard case .documentStart = start.kind else { return nil }
        let root = try node(try next(), depth: 0)
        let (_, end) = (try next(), try next())  // of the document, and of the stream if that is all
        if case .documentStart = end.kind { throw .secondDocument(at: end.mark) }
        return root
    }

    private mutating func node(_ event: Event, depth: Int) throws(YAMLError) -> YAMLNode {
        guard depth < Self.depthLimit else { throw .tooDeep(at: event.mark) }
        let node: YAMLNode
        var anchor = event.anchor
        switch event.kind {
        case .scalar(let text, let style, let tag):
            node = .scalar(YAMLNode.Scalar(string: text, style: style, tag: tag, mark: event.mark))
        case .sequenceStart:
            var nodes: [YAMLNode] = []
            while true {
                let next = try next()
                if case .sequenceEnd = next.kind { break }
                nodes.append(try self.node(next, depth: depth + 1))
            }
            node = .sequence(YAMLNode.Sequence(nodes: nodes, mark: event.mark))
        case .mappingStart:
            var pairs: [(key: YAMLNode, value: YAMLNode)] = []
            while true {
                let next = try next()
                if case .mappingEnd = next.kind { break }
                let key = try self.node(next, depth: depth + 1)
                pairs.append((key, try self.node(try self.next(), depth: depth + 1)))
            }
            node = .mapping(YAMLNode.Mapping(pairs: pairs, mark: event.mark))
        case .alias:
            guard let name = event.anchor, let named = anchors[name] else { throw .undefinedAlias(at: event.mark) }
            node = named
            anchor = nil
        case .documentStart, .sequenceEnd, .mappingEnd, .other:
            // libyaml ends what it has begun.
            throw .syntax("did not find expected node content", at: event.mark, context: nil, start: nil)
        }
        if let anchor { anchors[anchor] = node }
        return node
    }

    // MARK: Events

    private struct Event {
        enum Kind {
            case documentStart, alias, sequenceStart, sequenceEnd, mappingStart, mappingEnd, other
            case scalar(String, YAMLNode.Scalar.Style, tag: String?)
        }

        var kind: Kind
        /// The name that the node has from here on; of an alias, the one that it asks for.
        var anchor: String?
        var mark: Mark
    }

    private func next() throws(YAMLError) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure }
        defer { yaml_event_delete(&event) }
        var made = Event(kind: .other, mark: Mark(event.start_mark))
        switch event.type {
        case YAML_DOCUMENT_START_EVENT:
            made.kind = .documentStart
        case YAML_ALIAS_EVENT:
            made.kind = .alias
            made.anchor = Self.text(event.data.alias.anchor)
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            made.kind = .scalar(
                String(decoding: bytes, as: UTF8.self), YAMLNode.Scalar.Style(scalar.style), tag: Self.text(scalar.tag))
            made.anchor = Self.text(scalar.anchor)
        case YAML_SEQUENCE_START_EVENT:
            made.kind = .sequenceStart
            made.anchor = Self.text(event.data.sequence_start.anchor)
        case YAML_SEQUENCE_END_EVENT:
            made.kind = .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            made.kind = .mappingStart
            made.anchor = Self.text(event.data.mapping_start.anchor)
        case YAML_MAPPING_END_EVENT:
            made.kind = .mappingEnd
        default:
            break
        }
        return made
    }

    private var failure: YAMLError {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "it cannot be read"
        switch parser.pointee.error {
        case YAML_MEMORY_ERROR:
            return .memory
        case YAML_READER_ERROR:
            return .character(problem, code: Int(parser.pointee.problem_value))
        default:
            let context = parser.pointee.context.map { String(cString: $0) }
            return .syntax(
                problem, at: Mark(parser.pointee.problem_mark), context: context,
                start: context == nil ? nil : Mark(parser.pointee.context_mark))
        }
    }

    private static func text(_ bytes: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        bytes.map { String(cString: $0) }
    }
}

extension YAMLNode.Mark {
    fileprivate init(_ mark: yaml_mark_t) { self.init(line: mark.line + 1, column: mark.column + 1) }
}

extension YAMLNode.Scalar.Style {
    fileprivate init(_ style: yaml_scalar_style_t) {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: self = .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: self = .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: self = .literal
        case YAML_FOLDED_SCALAR_STYLE: self = .folded
        default: self = .plain
        }
    }
}
