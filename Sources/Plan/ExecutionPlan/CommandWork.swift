/// A program gets rows and gives columns, both as Arrow IPC streams.
/// in: one slot for each of `inputs`; where there is none, any slot of the dataset (its length counts). out: those of `outputs` that
/// are `wanted`, in their order; with `keepsRows` slots of the same dataset, else of a new one.
package struct CommandWork: Sendable, Codable {
    package struct Output: Sendable, Codable, Hashable {
        package var name: String
        /// Nil: whatever the program gives.
        package var type: DataType?
        package init(name: String, type: DataType? = nil) {
            self.name = name
            self.type = type
        }
    }

    /// The program, then what it is called with.
    package var arguments: [String]
    /// Its working directory; absolute.
    package var folder: String
    /// Over the environment of the engine.
    package var environment: [String: String]
    /// Names of the columns that it gets.
    package var inputs: [String]
    /// All the columns that it has to give.
    package var outputs: [Output]
    /// Indices into `outputs`, ascending.
    package var wanted: [Int]
    /// Whether it has to give one row for each that it gets.
    package var keepsRows: Bool
    /// Whether its numbers have to be of the declared types, or narrower; else they are converted where all of them fit.
    package var isStrict: Bool

    package init(
        arguments: [String], folder: String, environment: [String: String] = [:], inputs: [String], outputs: [Output],
        wanted: [Int]? = nil, keepsRows: Bool = false, isStrict: Bool = false
    ) {
        self.arguments = arguments
        self.folder = folder
        self.environment = environment
        self.inputs = inputs
        self.outputs = outputs
        self.wanted = wanted ?? Array(outputs.indices)
        self.keepsRows = keepsRows
        self.isStrict = isStrict
    }

    /// The program with its arguments as a shell would take them, for people.
    package var commandLine: String {
        arguments.map { argument in
            let isPlain =
                !argument.isEmpty && argument.allSatisfy { $0.isLetter || $0.isNumber || "-_./=:,+@%".contains($0) }
            return isPlain
                ? argument
                : "'"
                    + argument.split(separator: "'", omittingEmptySubsequences: false)
                    .joined(separator: "'\\''") + "'"
        }.joined(separator: " ")
    }
}
