/// What a column's values are like. Which figures there are depends on its type; of NaN and the infinities there is only the
/// number, all else is of the other values.
package struct ColumnStatistics: Sendable, Hashable, Codable {
    /// A value and how often it occurs.
    package struct Frequency: Sendable, Hashable, Codable {
        package var value: String
        package var count: Int
        package init(value: String, count: Int) {
            self.value = value
            self.count = count
        }
    }

    /// Values that are not null, with NaN and the infinities.
    package var count: Int
    /// NaN and the infinities among them.
    package var nonFinite: Int
    /// Different values; nil where only a sample was looked at, and for types without equality.
    package var distinct: Int?
    /// As cells of a preview are written. Of numbers, text, dates and timestamps; nil where there is no value.
    package var min: String?
    package var max: String?
    /// Of numbers; nil where there is no value, or the sum is beyond a double.
    package var mean: Double?
    /// Of numbers, as of a sample (n − 1); nil for less than two values.
    package var deviation: Double?
    /// Of numbers, dates and timestamps: how many values fall into each of 16 bins of equal width from `min` to `max`; of a single
    /// value repeated one bin, of no value none.
    package var histogram: [Int]
    /// Of text the five most frequent values, the most frequent first (of equals the first in the column); of bool `true` and
    /// `false`, in this order.
    package var frequencies: [Frequency]
    /// Rows that `histogram` and `frequencies` were counted over, evenly spaced through the column; nil: all.
    package var sampledRows: Int?

    package init(
        count: Int, nonFinite: Int = 0, distinct: Int? = nil, min: String? = nil, max: String? = nil,
        mean: Double? = nil, deviation: Double? = nil, histogram: [Int] = [], frequencies: [Frequency] = [],
        sampledRows: Int? = nil
    ) {
        self.count = count
        self.nonFinite = nonFinite
        self.distinct = distinct
        self.min = min
        self.max = max
        self.mean = mean
        self.deviation = deviation
        self.histogram = histogram
        self.frequencies = frequencies
        self.sampledRows = sampledRows
    }
}
