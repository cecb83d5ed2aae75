import Columnar
import Plan

extension RowFeatures {
    /// Texts after each of the listed operations.
    static func cleaned(_ call: RowCall) throws -> [RowValue] {
        let listed = call.call.options["text_cleaning_operations"]?.scalars ?? []
        let changes = try listed.map { value in
            guard let change = value.stringValue.flatMap({ cleanings[$0] }) else { throw call.unknownOperation }
            return change
        }
        return try call.values.values.map { value in
            guard case .string(let text) = value else { return .null }
            return .string(try changes.reduce(text) { try $1($0) })
        }
    }

    private static let cleanings: [String: @Sendable (String) throws -> String] = [
        // Accents are scalars that combine with the one before them, once compatibility forms are resolved.
        "normalize": { text in
            kept(try decomposed(text.lowercased())) {
                $0.properties.canonicalCombiningClass.rawValue == 0
            }
        },
        "remove_punctuation": { text in kept(text) { !"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~".unicodeScalars.contains($0) }
        },
        "remove_special_chars": { text in
            kept(text) { scalar in
                let isASCII = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
                return isASCII || scalar.properties.isWhitespace
            }
        },
        "remove_urls": { text in
            let links = #/([hH][tT][tT][pP][sS]?:\/\/|[wW][wW][wW]\.)\S+/#.matchingSemantics(.unicodeScalar)
            let addresses = #/\S+@\S+\.\S+/#.matchingSemantics(.unicodeScalar)
            return text.replacing(links, with: "").replacing(addresses, with: "")
        },
        "remove_stopwords": { text in
            words(text).filter { !Stopwords.english.contains($0.lowercased()) }.joined(separator: " ")
        },
        "normalize_whitespace": { words($0).joined(separator: " ") },
    ]

    /// In NFKD (Unicode Standard Annex 15); the tables are Arrow's.
    private static func decomposed(_ text: String) throws -> String {
        let made = try Kernel.scalar("utf8_normalize", [.scalar(.string(text))], .compatibilityDecomposition)
        guard case .string(let decomposed) = made else {
            throw ColumnarError(.internal, "utf8_normalize gave no text")
        }
        return decomposed
    }

    private static func kept(_ text: String, _ isKept: (Unicode.Scalar) -> Bool) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter(isKept)))
    }

    private static func words(_ text: String) -> [String] {
        text.unicodeScalars.split { $0.properties.isWhitespace }.map { String($0) }
    }
}
