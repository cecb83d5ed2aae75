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

    /// Texts, of which none becomes null and none that is null becomes a text.
    func clean(_ texts: Column) throws -> Column {
        var texts = texts
        // Of one text after another; what is done to a column at once waits for them.
        var changes: [(String) -> String] = []
        for rule in rules {
            switch rule {
            case .normalize:
                texts = try texts.mappingTexts(changes + [{ $0.lowercased() }]).compatibilityDecomposed()
                changes = [{ $0.keeping { $0.isASCII || $0.properties.canonicalCombiningClass == .notReordered } }]
            case .removePunctuation:
                changes.append { $0.keeping { !$0.isASCIIPunctuation } }
            case .removeSpecialCharacters:
                changes.append { $0.keeping { $0.isASCIIAlphanumeric || $0.properties.isWhitespace } }
            case .removeURLs:
                changes.append { $0.mappingWords(Self.withoutURL) }
            case .removeStopwords:
                changes.append {
                    $0.words.filter { !Stopwords.english.contains(String($0).lowercased()) }
                        .map(String.init).joined(separator: " ")
                }
            case .normalizeWhitespace:
                changes.append { $0.words.map(String.init).joined(separator: " ") }
            }
        }
        return try texts.mappingTexts(changes)
    }

    private static func withoutURL(_ word: Word) -> Word {
        let rest = word.prefix(upTo: startOfURL(in: word) ?? word.endIndex)
        return containsAddress(rest) ? rest.prefix(0) : rest
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

extension Column {
    /// Each text after one change after the other.
    fileprivate func mappingTexts(_ changes: [(String) -> String]) throws -> Column {
        if changes.isEmpty { return self }
        return try withStrings { texts in
            let changed = try StringWriter(count: count)
            for row in 0..<count {
                try changed.append(texts.isValid(row) ? changes.reduce(texts[row]) { $1($0) } : nil)
            }
            return try changed.finish()
        }
    }

    /// The texts in NFKD, "compatibility decomposition" (Unicode Standard Annex 15).
    fileprivate func compatibilityDecomposed() throws(ColumnarError) -> Column {
        try Kernel.column("utf8_normalize", self, options: .compatibilityDecomposition)
    }
}

extension String {
    fileprivate func keeping(_ isKept: (Unicode.Scalar) -> Bool) -> String {
        String(unsafeUninitializedCapacity: utf8.count) { bytes in
            var count = 0
            for scalar in unicodeScalars where isKept(scalar) {
                for byte in UTF8.encode(scalar).unsafelyUnwrapped {
                    bytes[count] = byte
                    count += 1
                }
            }
            return count
        }
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
