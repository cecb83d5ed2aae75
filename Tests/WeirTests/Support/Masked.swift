extension String {
    /// The text of a log with what differs from run to run replaced: instants by `TIME`, durations by `…s`, sizes by `…B`,
    /// workers by `t`.
    var masked: String {
        replacing(#/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/#, with: "TIME")
            .replacing(#/\b\d+(\.\d)?(µs|ms|s)\b/#, with: "…s")
            .replacing(#/\b\d+(\.\d)?([KMG]i)?B\b/#, with: "…B")
            .replacing(#/worker=(t\d+|main)/#, with: "worker=t")
    }
}
