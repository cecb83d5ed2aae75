package import Plan

/// The names by which a plan's datasets are known outside. Each is as the data pane shows it; where two are alike, the later has
/// its id behind it. A dataset goes by its id too, and by its name in ASCII, as a terminal without Unicode shows it.
package struct DatasetNames: Sendable {
    /// By dataset.
    package let names: [String]
    private let indices: [String: Int]

    package init(_ plan: ExecutionPlan) {
        var names: [String] = []
        var indices: [String: Int] = [:]
        for (index, dataset) in plan.datasets.enumerated() {
            let name = indices[dataset.name] == nil ? dataset.name : "\(dataset.name) \(DatasetID(index))"
            names.append(name)
            indices[name] = index
        }
        // Other spellings never hide a name.
        for index in names.indices {
            for spelling in [Self.ascii(names[index]), DatasetID(index).description] where indices[spelling] == nil {
                indices[spelling] = index
            }
        }
        self.names = names
        self.indices = indices
    }

    package subscript(name: String) -> DatasetID? { indices[name].map { DatasetID($0) } }

    package func name(of dataset: DatasetID) -> String { names[Int(dataset.index)] }

    private static func ascii(_ name: String) -> String {
        var result = ""
        for scalar in name.unicodeScalars {
            if scalar == "′" {
                result += "'"
            } else if let likeness = LinkDeclaration.Join.likeness(of: scalar) {
                result += likeness
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
