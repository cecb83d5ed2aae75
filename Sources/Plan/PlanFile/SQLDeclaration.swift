/// A group that is a query over sources and groups by their names.
package struct SQLDeclaration: Sendable {
    package var text: Located<String>
    /// Where the text's characters stand in the plan file.
    package var places: TextPlaces
    /// The sources and groups that it reads; nil: those that the text names.
    package var inputs: [Located<String>]?

    package init(text: Located<String>, places: TextPlaces? = nil, inputs: [Located<String>]? = nil) {
        self.text = text
        self.places = places ?? TextPlaces(at: text.position)
        self.inputs = inputs
    }
}
