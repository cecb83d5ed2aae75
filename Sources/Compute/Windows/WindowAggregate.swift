/// What a window computes of numbers by folding them.
protocol WindowAggregate {
    associatedtype Element: Foldable

    /// Nil where the elements are too few.
    static func value(_ fold: Element) -> Double?
}

enum WindowSum: WindowAggregate {
    static func value(_ fold: ExactSum) -> Double? { fold.value }
}

enum WindowMean: WindowAggregate {
    static func value(_ fold: ExactSum) -> Double? { fold.value / Double(fold.count) }
}

/// Of the sample.
enum WindowVariance: WindowAggregate {
    static func value(_ fold: Moments) -> Double? { fold.variance }
}

/// Of the sample.
enum WindowDeviation: WindowAggregate {
    static func value(_ fold: Moments) -> Double? { fold.variance?.squareRoot() }
}
