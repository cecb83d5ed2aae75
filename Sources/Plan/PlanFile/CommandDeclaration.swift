/// A group that is a program: an Arrow IPC stream goes into its standard input, and another comes out of its standard output.
package struct CommandDeclaration: Sendable {
    /// A column that the program gives.
    package struct Output: Sendable {
        package var name: Located<String>
        /// Nil: whatever the program gives.
        package var type: Located<DataType>?
        package init(name: Located<String>, type: Located<DataType>? = nil) {
            self.name = name
            self.type = type
        }
    }

    /// The source or group whose rows it gets.
    package var from: Located<String>
    /// The program, then what it is called with.
    package var arguments: [String]
    /// The features that it gets, as columns.
    package var inputs: [Located<String>]
    package var outputs: [Output]
    /// Whether it gives one row for each that it gets, in order.
    package var keepsRows: Bool
    package var timeout: Duration?
    /// Variables over the environment that the engine has itself.
    package var environment: [String: String]

    package init(
        from: Located<String>, arguments: [String], inputs: [Located<String>], outputs: [Output],
        keepsRows: Bool = false,
        timeout: Duration? = nil, environment: [String: String] = [:]
    ) {
        self.from = from
        self.arguments = arguments
        self.inputs = inputs
        self.outputs = outputs
        self.keepsRows = keepsRows
        self.timeout = timeout
        self.environment = environment
    }
}
