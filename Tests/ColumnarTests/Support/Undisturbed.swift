/// Whether something comes out right, tried more than once: for figures of the whole process, which tests that run at the same time
/// change as well.
func undisturbed(_ isRight: () throws -> Bool) rethrows -> Bool {
    for _ in 0..<50 where try isRight() { return true }
    return false
}
