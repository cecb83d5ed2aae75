package import Plan

/// A feature that is asked for: an operation of a group, with its options.
public struct WeirFeatureCall: Sendable, Hashable {
    package let call: FeatureCall

    package init(_ call: FeatureCall) { self.call = call }

    /// The feature group's name.
    public var group: String { call.group }

    /// The last segment of the feature's name: `clipped` of `x__clipped`.
    public var operation: String { call.operation }

    /// How many of the inputs are input features; the rest are those that options name.
    public var inputCount: Int { call.inputCount }

    /// Names of the options that are given.
    public var optionNames: [String] { call.options.keys.sorted() }

    /// The value of an option that is a number; nil where it is not given.
    public func number(_ option: String) -> Double? { call.options[option]?.doubleValue }

    /// The value of an option that is a whole number; nil where it is not given, or none.
    public func integer(_ option: String) -> Int64? { call.options[option]?.intValue }
    public func text(_ option: String) -> String? { call.options[option]?.stringValue }
    public func flag(_ option: String) -> Bool? { call.options[option]?.boolValue }

    /// The value of an option that is a list of texts; one text counts as a list of one.
    public func texts(_ option: String) -> [String]? { call.options[option]?.stringList }
}

/// Why a call is refused, in words for the user; the plan's error then says where.
public struct WeirOptionError: Error, Sendable, Hashable {
    /// The option to blame; nil: the feature itself.
    public var option: String?
    public var message: String

    public init(option: String? = nil, _ message: String) {
        self.option = option
        self.message = message
    }
}
