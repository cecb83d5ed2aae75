import Events

extension FlightActivity {
    /// What happened to what, without figures.
    var kind: String {
        switch self {
        case .opened: "opened"
        case .read(let dataset, _, _, let isWhole): "read \(dataset)\(isWhole ? "" : " in part")"
        case .held(let dataset, let columns): "held \(dataset) \(columns)"
        case .put(let dataset, _, _): "put \(dataset)"
        case .dropped(let dataset, _): "dropped \(dataset)"
        }
    }
}
