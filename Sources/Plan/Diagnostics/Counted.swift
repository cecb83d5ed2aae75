extension Int {
    /// With what is counted: `1 row`, `3 rows`.
    package func counted(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }
}
