/// Finds the name a user most likely meant.
package enum NearestName {
    /// The candidate closest to `name` by edit distance (insert, delete, replace, swap of neighbours), case ignored,
    /// if it is near enough to be a slip: at most a third of the longer name's length, and at least one, with a
    /// letter in common. Ties go to the first candidate. Failing that, an abbreviation.
    package static func of(_ name: String, among candidates: some Sequence<String>) -> String? {
        let wanted = Array(name.lowercased())
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            let other = Array(candidate.lowercased())
            let limit = max(1, max(wanted.count, other.count) / 3)
            guard abs(wanted.count - other.count) <= limit else { continue }
            let distance = editDistance(wanted, other)
            if distance <= limit && distance < max(wanted.count, other.count) && distance < best?.distance ?? .max {
                best = (candidate, distance)
            }
        }
        return best?.name ?? abbreviation(wanted, among: candidates)
    }

    /// The longest candidate that leaves letters out of `wanted` (`avg` of `averge`) or adds letters to it (`column`
    /// to `col`), with the same first letter and three letters at least.
    private static func abbreviation(_ wanted: [Character], among candidates: some Sequence<String>) -> String? {
        var best: String?
        for candidate in candidates where candidate.utf8.count > best?.utf8.count ?? 0 {
            let other = Array(candidate.lowercased())
            let (short, long) = wanted.count < other.count ? (wanted, other) : (other, wanted)
            guard short.count >= 3, short.first == long.first else { continue }
            var rest = short[...]
            for letter in long where letter == rest.first { rest.removeFirst() }
            if rest.isEmpty { best = candidate }
        }
        return best
    }

    /// `; did you mean 'x'?`, or nothing where no candidate is near.
    package static func hint(_ name: String, among candidates: some Sequence<String>) -> String {
        of(name, among: candidates).map { "; did you mean '\($0)'?" } ?? ""
    }

    /// The optimal string alignment distance (Damerau 1964 restricted to adjacent swaps), in O(a·b) time and O(b)
    /// space.
    private static func editDistance(_ a: [Character], _ b: [Character]) -> Int {
        if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
        var beforePrevious = [Int]()
        var previous = Array(0...b.count)
        for i in 1...a.count {
            var current = [i]
            current.reserveCapacity(b.count + 1)
            for j in 1...b.count {
                var cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    cost = min(cost, beforePrevious[j - 2] + 1)
                }
                current.append(cost)
            }
            beforePrevious = previous
            previous = current
        }
        return previous[b.count]
    }
}
