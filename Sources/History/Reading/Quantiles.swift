/// Quantiles of numbers in order, those between two linear interpolated, as NumPy's default has it.
enum Quantiles {
    /// Nil of no numbers.
    static func of(_ sorted: [Double], _ share: Double) -> Double? {
        guard let last = sorted.last else { return nil }
        let place = share * Double(sorted.count - 1)
        let index = Int(place)
        guard index + 1 < sorted.count else { return last }
        return sorted[index] + (sorted[index + 1] - sorted[index]) * (place - Double(index))
    }

    static func median(_ values: [Double]) -> Double? { of(values.sorted(), 0.5) }
}
