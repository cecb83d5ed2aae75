import Columnar
import Compute
import Plan
import Testing

@Suite("Text cleaning")
struct TextCleaningTests {
    private func clean(_ text: String?, _ operations: String) throws -> String? {
        var table = TestTable(["x": try Column(strings: [text])])
        return try table.texts("{name: x__cleaned_text, options: {text_cleaning_operations: [\(operations)]}}")[0]
    }

    @Test(
        "each operation",
        arguments: [
            ("normalize", "Crème BRÛLÉE ﬁne ½", "creme brulee fine 1⁄2"),
            ("remove_urls", "see http://a.b/c?d and www.x.org, HTTPS://Y or a@b.co!", "see  and   or "),
            ("remove_urls", "https:// www. a@b @b.co a@.co", "https:// www. a@b @b.co a@.co"),
            ("remove_urls", "(http://a.b)", "("),
            ("remove_punctuation", "it's [a] \"test\"—really_!", "its a test—really"),
            ("remove_special_chars", "naïve 4_2\t€5!", "nave 42\t5"),
            ("remove_stopwords", "The  cat and\tTHE dog don't  care", "cat dog care"),
            ("normalize_whitespace", "\u{A0} a \n\t b\u{2003}c ", "a b c"),
        ])
    func operation(name: String, text: String, expected: String) throws {
        #expect(try clean(text, name) == expected)
    }

    @Test("the order given decides")
    func order() throws {
        #expect(try clean("Don't go", "remove_punctuation, remove_stopwords") == "Dont go")
        #expect(try clean("Don't go", "remove_stopwords, remove_punctuation") == "go")
    }

    @Test("null stays null, and a text may become empty")
    func empty() throws {
        #expect(try clean(nil, "normalize") == nil)
        #expect(try clean("the", "remove_stopwords") == "")
        #expect(try clean("", "normalize") == "")
    }

    @Test("an unknown operation, none at all, and numbers are refused")
    func refused() {
        func refusal(_ options: [String: OptionValue]) -> String? {
            do {
                _ = try TextCleaning().requirements(
                    of: FeatureCall(group: "text_cleaning", operation: "cleaned_text", options: options, inputCount: 1))
                return nil
            } catch {
                return error.message
            }
        }
        #expect(
            refusal(["text_cleaning_operations": .list([.string("remove_url")])])
                == "there is no text cleaning operation 'remove_url'; did you mean 'remove_urls'?")
        #expect(refusal(["text_cleaning_operations": .list([.int(3)])])?.contains("there are normalize") == true)
        #expect(refusal([:])?.contains("'text_cleaning_operations' is missing") == true)
        #expect(throws: OptionProblem.self) {
            try TextCleaning().result(
                of: FeatureCall(group: "text_cleaning", operation: "cleaned_text", inputCount: 1), inputs: [.int64])
        }
    }
}
