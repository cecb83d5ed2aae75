extension DisplayWidth {
    /// The text in `width` cells, with `…` in its middle where something was cut: names of features and joins differ at their ends.
    package static func truncateMiddle(_ text: String, to width: Int) -> String {
        guard of(text) > width else { return text }
        guard width > 6 else { return truncate(text, to: width) }
        let tailWidth = (width - 1) / 2
        var used = 0
        var start = text.endIndex
        while start > text.startIndex {
            let before = text.index(before: start)
            used += of(text[before..<start])
            guard used <= tailWidth else { break }
            start = before
        }
        let tail = text[start...]
        return truncate(text, to: width - of(tail)) + tail
    }
}
