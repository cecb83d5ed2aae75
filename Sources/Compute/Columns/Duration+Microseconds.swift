extension Duration {
    /// Whole microseconds; the greatest there are for what is longer.
    var microseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        let sum = product.addingReportingOverflow(attoseconds / 1_000_000_000_000)
        return overflow || sum.overflow ? .max : sum.partialValue
    }
}
