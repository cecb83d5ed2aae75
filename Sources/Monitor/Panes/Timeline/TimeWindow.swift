/// The part of a run's time that is seen, in cells of equal length.
package struct TimeWindow: Sendable, Hashable {
    /// Nanoseconds since the run started, at the left edge of the first cell.
    package let start: UInt64
    /// Nanoseconds that a cell stands for; at least 1.
    package let scale: UInt64
    package let columns: Int

    /// Times of damaged recordings are cut here, so that no sum of them overflows.
    package static let latest: UInt64 = 1 << 60

    package init(start: UInt64, scale: UInt64, columns: Int) {
        self.start = min(start, Self.latest)
        self.scale = max(1, min(scale, Self.latest))
        self.columns = max(1, min(columns, 4_096))
    }

    /// Everything from zero to `end`.
    package init(fitting end: UInt64, columns: Int) {
        let count = UInt64(max(1, min(columns, 4_096)))
        self.init(start: 0, scale: Self.scale(fitting: end, count), columns: columns)
    }

    private static func scale(fitting end: UInt64, _ count: UInt64) -> UInt64 { min(end, latest) / count + 1 }

    package var end: UInt64 { time(at: columns) }

    /// At the left edge of a cell.
    package func time(at column: Int) -> UInt64 {
        let (product, overflow) = scale.multipliedReportingOverflow(by: UInt64(max(0, column)))
        return overflow ? .max : start.addingReportingOverflow(product).overflow ? .max : start + product
    }

    /// The cell that a time falls into; may lie outside.
    package func column(of time: UInt64) -> Int {
        time >= start ? Int(clamping: (time - start) / scale) : -1 - Int(clamping: (start - time - 1) / scale)
    }
}
