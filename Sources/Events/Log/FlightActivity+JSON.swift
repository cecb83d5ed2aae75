extension EventEncoder {
    static func write(_ activity: FlightActivity, to out: inout JSONWriter) {
        switch activity {
        case .opened(let address, let tokenFile):
            out.put("address", address)
            out.put("token_file", tokenFile)
        case .read(let dataset, let rows, let bytes, let isWhole):
            out.put("name", dataset)
            out.put("rows", rows)
            out.put("bytes", bytes)
            out.put("is_whole", isWhole)
        case .held(let dataset, let columns):
            out.put("name", dataset)
            out.put("columns", columns)
        case .put(let dataset, let rows, let bytes):
            out.put("name", dataset)
            out.put("rows", rows)
            out.put("bytes", bytes)
        case .dropped(let dataset, let bytes):
            out.put("name", dataset)
            out.put("bytes", bytes)
        }
    }
}

extension EventDecoder {
    /// - Parameter name: the event's, one of the five.
    func flight(_ name: String) throws(Problem) -> FlightActivity {
        switch name {
        case "flight_opened":
            .opened(address: try string("address"), tokenFile: try optionalString("token_file"))
        case "flight_get":
            .read(
                dataset: try string("name"), rows: try int("rows"), bytes: try int("bytes"),
                isWhole: try bool("is_whole"))
        case "flight_held": .held(dataset: try string("name"), columns: try int("columns"))
        case "flight_put": .put(dataset: try string("name"), rows: try int("rows"), bytes: try int("bytes"))
        default: .dropped(dataset: try string("name"), bytes: try int("bytes"))
        }
    }
}
