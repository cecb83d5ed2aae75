/// Words so common that they say little of what a text is about.
enum Stopwords {
    /// English articles, pronouns, prepositions, conjunctions, auxiliary verbs and their negations; small letters.
    static let english: Set<String> = Set(list.split { $0 == " " || $0 == "\n" }.map(String.init))

    private static let list = """
        a an the this that these those
        i me my mine myself we us our ours ourselves you your yours yourself yourselves
        he him his himself she her hers herself it its itself they them their theirs themselves
        who whom whose which what when where why how
        and or but nor so if than because as until while
        of at by for with about against between into through during before after above below
        to from up down in out on off over under again further then once here there
        all any both each few more most other some such own same only very too just now not no
        am is are was were be been being have has had having do does did doing
        will would shall should can could may might must
        i'm i've i'd i'll we're we've we'd we'll you're you've you'd you'll he's he'd he'll she's she'd she'll
        it's it'd it'll they're they've they'd they'll that's that'll there's who's what's where's let's
        isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't won't wouldn't shan't shouldn't
        can't cannot couldn't mustn't mightn't needn't
        """
}
