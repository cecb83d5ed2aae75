import Monitor
import Testing

@Suite struct FuzzyPatternTests {
    @Test(arguments: [
        ("", "anything", true), ("   ", "anything", true), ("wrt", "write delays", true),
        ("trw", "write delays", false),
        ("WD", "write delays", true), ("dl wr", "write delays", true), ("delays write x", "write delays", false),
        ("é", "CAFÉ", true), ("É", "café", true), ("東都", "東京都", true), ("都東", "東京都", false), ("İ", "İZMİR", true),
        ("ΣΑΣ", "σασ", true), ("aa", "a", false), ("a", "", false), ("flights⟕", "join flights⟕planes", true),
    ])
    func lettersMatchInOrderWhateverTheirCase(pattern: String, text: String, isMatch: Bool) {
        let pattern = FuzzyPattern(pattern)
        #expect(pattern.matches(text) == isMatch)
        #expect((pattern.places(in: text) != nil) == isMatch)
    }

    @Test func placesAreThoseOfTheWordAsItStandsWhereItDoes() {
        #expect(FuzzyPattern("lay").places(in: "l_a_y delays") == [8, 9, 10])
        #expect(FuzzyPattern("wd").places(in: "write delays") == [0, 6])
        #expect(FuzzyPattern("de ite").places(in: "write delays") == [2, 3, 4, 6, 7])
        #expect(FuzzyPattern("京").places(in: "東e\u{301}京") == [3])
        #expect(FuzzyPattern("").places(in: "abc") == [])
    }

    @Test func aPatternOfNothingButSpacesFindsAll() {
        #expect(FuzzyPattern("  ").isEmpty)
        #expect(!FuzzyPattern(" x ").isEmpty)
    }
}
