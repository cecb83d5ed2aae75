package import Columnar
package import Plan

/// Texts made comparable.
package struct TextCleaning: ColumnFeatureGroup {
    package let documentation = GroupDocumentation(
        name: "text_cleaning",
        title: "Text cleaning",
        grammar: "x__cleaned_text",
        summary: "A text after the operations that the option `text_cleaning_operations` lists, in the order given.",
        operations: [("cleaned_text", "the text, cleaned")],
        options: [
            .init(
                "text_cleaning_operations", .values, default: nil,
                """
                what to do, in this order: normalize (small letters, compatibility forms resolved, accents off), remove_urls (what \
                begins with http://, https:// or www., up to the next white space, and words with an e-mail address), \
                remove_punctuation (ASCII's: !"#$ and so on), remove_special_chars (all but ASCII letters, digits and white \
                space), remove_stopwords (common English words, in letters of either case; those left are separated by one \
                space), normalize_whitespace (one space between words, none at the ends)
                """)
        ],
        nulls: "Passed on. A text of which nothing is left is empty, not null.",
        frameworks: [.arrow, .rows],
        example: .init(
            input: """
                id,note
                1,  The Café is at https://weir.example/menu today!
                2,
                3,Not bad

                """,
            feature:
                "{name: note__cleaned_text, options: {text_cleaning_operations: [normalize, remove_urls, remove_punctuation, remove_stopwords]}}",
            output: """
                note__cleaned_text
                cafe today

                bad

                """))

    package init() {}

    package func match(_ operation: Substring) -> OperationMatch {
        operation == "cleaned_text" ? .yes(.exactly(1)) : .no
    }

    package func validate(_ call: FeatureCall) throws(OptionProblem) { _ = try cleaner(call) }

    package func result(of call: FeatureCall, inputs: [DataType?]) throws(OptionProblem) -> FeatureShape {
        if let type = inputs.first ?? nil, type != .string {
            throw .cannot(call.operation, type, "it takes a text; an expression can cast: cast(x as string)")
        }
        return .column(.string)
    }

    package func column(_ call: FeatureCall, inputs: [Column], rows: Int) throws -> Column {
        try cleaner(call).clean(inputs[0])
    }

    private func cleaner(_ call: FeatureCall) throws(OptionProblem) -> TextCleaner {
        let option = "text_cleaning_operations"
        let known = TextCleaner.Rule.allCases.map(\.rawValue)
        var rules: [TextCleaner.Rule] = []
        for value in call.options[option]?.scalars ?? [] {
            guard let rule = value.stringValue.flatMap(TextCleaner.Rule.init) else {
                let hint = value.stringValue.flatMap { NearestName.of($0, among: known) }.map {
                    "did you mean '\($0)'?"
                }
                throw OptionProblem(
                    option: option,
                    "there is no text cleaning operation \(value); "
                        + (hint ?? "there are \(known.joined(separator: ", "))"))
            }
            rules.append(rule)
        }
        return TextCleaner(rules: rules)
    }
}
