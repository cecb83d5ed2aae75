import Events

extension FlightActivity {
    /// In words, on one line.
    var text: String {
        switch self {
        case .opened(let address, let tokenFile):
            "data at \(address.singleLine)" + (tokenFile.map { ", token in \($0.singleLine)" } ?? "")
        case .read(let dataset, let rows, let bytes, let isWhole):
            "\(dataset.singleLine)  read\(isWhole ? "" : " in part"): \(Figures.count(rows, "row")) \(Figures.bytes(bytes))"
        case .held(let dataset, let columns):
            "\(dataset.singleLine)  \(Figures.count(columns, "column")) kept until the last reader ends"
        case .put(let dataset, let rows, let bytes):
            "\(dataset.singleLine)  put: \(Figures.count(rows, "row")) \(Figures.bytes(bytes))"
        case .dropped(let dataset, let bytes):
            "\(dataset.singleLine)  dropped: \(Figures.bytes(bytes))"
        }
    }
}
