import Columnar

/// Cleans texts by rules that are applied one after another. All work on Unicode scalars; "white space" is what Unicode calls so.
struct TextCleaner: Sendable {
    /// The raw value is how plans name the rule.
    enum Rule: String, CaseIterable, Sendable {
        case normalize
        case removeURLs = "remove_urls"
        case removePunctuation = "remove_punctuation"
        case removeSpecialCharacters = "remove_special_chars"
        case removeStopwords = "remove_stopwords"
        case normalizeWhitespace = "normalize_whitespace"
    }

    let rules: [Rule]

    func clean(_ text: String) throws(ColumnarError) -> String {
        var text = text
        for rule in rules { text = try rule.apply(to: text) }
        return text
    }
}

extension TextCleaner.Rule {
    fileprivate func apply(to text: String) throws(ColumnarError) -> String {
        switch self {
        case .normalize:
            return try text.lowercased().compatibilityDecomposed().keeping {
                $0.properties.canonicalCombiningClass == .notReordered
            }
        case .removePunctuation:
            return text.keeping { !$0.isASCIIPunctuation }
        case .removeSpecialCharacters:
            return text.keeping { $0.isASCIIAlphanumeric || $0.properties.isWhitespace }
        case .removeURLs:
            return text.mappingWords { word in
                let rest = word.prefix(upTo: Self.startOfURL(in: word) ?? word.endIndex)
                return Self.containsAddress(rest) ? rest.prefix(0) : rest
            }
        case .removeStopwords:
            return text.words.filter { !Stopwords.english.contains(String($0).lowercased()) }
                .map(String.init).joined(separator: " ")
        case .normalizeWhitespace:
            return text.words.map(String.init).joined(separator: " ")
        }
    }

    private typealias Word = Substring.UnicodeScalarView

    /// Of the first `http://`, `https://` or `www.` that something follows, in letters of either case.
    private static func startOfURL(in word: Word) -> Word.Index? {
        word.indices.first { index in
            let scalar = word[index]
            guard scalar == "h" || scalar == "H" || scalar == "w" || scalar == "W" else { return false }
            return ["http://", "https://", "www."].contains { word[index...].goesOn(afterPrefix: $0) }
        }
    }

    /// Whether something like `name@host.domain` is in it.
    private static func containsAddress(_ word: Word) -> Bool {
        word.indices.contains { at in
            guard word[at] == "@", at != word.startIndex else { return false }
            // At least a character before the dot and one after it.
            return word[word.index(after: at)...].dropFirst().dropLast().contains(".")
        }
    }
}

extension Substring.UnicodeScalarView {
    /// Whether this begins with an ASCII text of small letters, in letters of either case, and is longer.
    fileprivate func goesOn(afterPrefix prefix: String) -> Bool {
        var rest = self[...]
        for wanted in prefix.unicodeScalars {
            guard let scalar = rest.popFirst(), scalar.asciiLowercased == wanted else { return false }
        }
        return !rest.isEmpty
    }
}

extension String {
    /// The text in NFKD, "compatibility decomposition" (Unicode Standard Annex 15).
    func compatibilityDecomposed() throws(ColumnarError) -> String {
        if utf8.allSatisfy({ $0 < 0x80 }) { return self }
        let made = try Kernel.call("utf8_normalize", [.scalar(.string(self))], .compatibilityDecomposition)
        guard case .scalar(.string(let text)) = made else {
            throw ColumnarError(.internal, "utf8_normalize gave no text")
        }
        return text
    }

    fileprivate func keeping(_ isKept: (Unicode.Scalar) -> Bool) -> String {
        var kept = UnicodeScalarView()
        kept.append(contentsOf: unicodeScalars.lazy.filter(isKept))
        return String(kept)
    }

    /// What white space separates.
    fileprivate var words: [Substring.UnicodeScalarView] {
        unicodeScalars.split { $0.properties.isWhitespace }
    }

    /// With each word replaced and the white space kept.
    fileprivate func mappingWords(
        _ transform: (Substring.UnicodeScalarView) -> Substring.UnicodeScalarView
    ) -> String {
        var result = UnicodeScalarView()
        var end = unicodeScalars.startIndex
        for word in words {
            result.append(contentsOf: unicodeScalars[end..<word.startIndex])
            result.append(contentsOf: transform(word))
            end = word.endIndex
        }
        result.append(contentsOf: unicodeScalars[end...])
        return String(result)
    }
}

extension Unicode.Scalar {
    fileprivate var isASCIIAlphanumeric: Bool {
        switch self {
        case "a"..."z", "A"..."Z", "0"..."9": true
        default: false
        }
    }

    fileprivate var isASCIIPunctuation: Bool { ("!"..."~").contains(self) && !isASCIIAlphanumeric }

    fileprivate var asciiLowercased: Unicode.Scalar {
        ("A"..."Z").contains(self) ? Unicode.Scalar(UInt8(value) + 32) : self
    }
}
